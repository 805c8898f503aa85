extension DateLocale {
  /// Names and patterns as Java 17 has them, a row for each: the locale; months full, short, narrow, full alone, short alone;
  /// days in the same forms; halves of the day; eras; quarters; the four styles; first day of the week and days that its
  /// first week must have.
  static let table = """
    en
    January|February|March|April|May|June|July|August|September|October|November|December
    Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec
    J|F|M|A|M|J|J|A|S|O|N|D
    January|February|March|April|May|June|July|August|September|October|November|December
    Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec
    Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday
    Mon|Tue|Wed|Thu|Fri|Sat|Sun
    M|T|W|T|F|S|S
    Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday
    Mon|Tue|Wed|Thu|Fri|Sat|Sun
    AM|PM
    BC|AD|Before Christ|Anno Domini|B|A
    Q1|Q2|Q3|Q4|1st quarter|2nd quarter|3rd quarter|4th quarter
    EEEE, MMMM d, y 'at' h:mm:ss a zzzz
    MMMM d, y 'at' h:mm:ss a z
    MMM d, y, h:mm:ss a
    M/d/yy, h:mm a
    7 1
    en_GB
    January|February|March|April|May|June|July|August|September|October|November|December
    Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept|Oct|Nov|Dec
    J|F|M|A|M|J|J|A|S|O|N|D
    January|February|March|April|May|June|July|August|September|October|November|December
    Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept|Oct|Nov|Dec
    Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday
    Mon|Tue|Wed|Thu|Fri|Sat|Sun
    M|T|W|T|F|S|S
    Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday
    Mon|Tue|Wed|Thu|Fri|Sat|Sun
    am|pm
    BC|AD|Before Christ|Anno Domini|B|A
    Q1|Q2|Q3|Q4|1st quarter|2nd quarter|3rd quarter|4th quarter
    EEEE, d MMMM y 'at' HH:mm:ss zzzz
    d MMMM y 'at' HH:mm:ss z
    d MMM y, HH:mm:ss
    dd/MM/y, HH:mm
    1 4
    fr
    janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre
    janv.|févr.|mars|avr.|mai|juin|juil.|août|sept.|oct.|nov.|déc.
    J|F|M|A|M|J|J|A|S|O|N|D
    janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre
    janv.|févr.|mars|avr.|mai|juin|juil.|août|sept.|oct.|nov.|déc.
    lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche
    lun.|mar.|mer.|jeu.|ven.|sam.|dim.
    L|M|M|J|V|S|D
    lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche
    lun.|mar.|mer.|jeu.|ven.|sam.|dim.
    AM|PM
    BC|ap. J.-C.|avant Jésus-Christ|après Jésus-Christ|av. J.-C.|ap. J.-C.
    T1|T2|T3|T4|1er trimestre|2e trimestre|3e trimestre|4e trimestre
    EEEE d MMMM y 'à' HH:mm:ss zzzz
    d MMMM y 'à' HH:mm:ss z
    d MMM y, HH:mm:ss
    dd/MM/y HH:mm
    7 1
    de
    Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember
    Jan.|Feb.|März|Apr.|Mai|Juni|Juli|Aug.|Sept.|Okt.|Nov.|Dez.
    J|F|M|A|M|J|J|A|S|O|N|D
    Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember
    Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez
    Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag
    Mo.|Di.|Mi.|Do.|Fr.|Sa.|So.
    M|D|M|D|F|S|S
    Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag
    Mo|Di|Mi|Do|Fr|Sa|So
    AM|PM
    v. Chr.|n. Chr.|v. Chr.|n. Chr.|v. Chr.|n. Chr.
    Q1|Q2|Q3|Q4|1. Quartal|2. Quartal|3. Quartal|4. Quartal
    EEEE, d. MMMM y 'um' HH:mm:ss zzzz
    d. MMMM y 'um' HH:mm:ss z
    dd.MM.y, HH:mm:ss
    dd.MM.yy, HH:mm
    7 1
    es
    enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre
    ene|feb|mar|abr|may|jun|jul|ago|sept|oct|nov|dic
    E|F|M|A|M|J|J|A|S|O|N|D
    enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre
    ene|feb|mar|abr|may|jun|jul|ago|sept|oct|nov|dic
    lunes|martes|miércoles|jueves|viernes|sábado|domingo
    lun|mar|mié|jue|vie|sáb|dom
    L|M|X|J|V|S|D
    lunes|martes|miércoles|jueves|viernes|sábado|domingo
    lun|mar|mié|jue|vie|sáb|dom
    a. m.|p. m.
    antes de Cristo|anno Dómini|antes de Cristo|después de Cristo|a. C.|d. C.
    T1|T2|T3|T4|1.er trimestre|2.º trimestre|3.er trimestre|4.º trimestre
    EEEE, d 'de' MMMM 'de' y, H:mm:ss (zzzz)
    d 'de' MMMM 'de' y, H:mm:ss z
    d MMM y H:mm:ss
    d/M/yy H:mm
    7 1
    it
    gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre
    gen|feb|mar|apr|mag|giu|lug|ago|set|ott|nov|dic
    G|F|M|A|M|G|L|A|S|O|N|D
    gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre
    gen|feb|mar|apr|mag|giu|lug|ago|set|ott|nov|dic
    lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica
    lun|mar|mer|gio|ven|sab|dom
    L|M|M|G|V|S|D
    lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica
    lun|mar|mer|gio|ven|sab|dom
    AM|PM
    BC|dopo Cristo|a.C.|d.C.|aC|dC
    T1|T2|T3|T4|1º trimestre|2º trimestre|3º trimestre|4º trimestre
    EEEE d MMMM y HH:mm:ss zzzz
    d MMMM y HH:mm:ss z
    d MMM y, HH:mm:ss
    dd/MM/yy, HH:mm
    7 1
    pt
    janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro
    jan.|fev.|mar.|abr.|mai.|jun.|jul.|ago.|set.|out.|nov.|dez.
    J|F|M|A|M|J|J|A|S|O|N|D
    janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro
    jan.|fev.|mar.|abr.|mai.|jun.|jul.|ago.|set.|out.|nov.|dez.
    segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira|sábado|domingo
    seg.|ter.|qua.|qui.|sex.|sáb.|dom.
    S|T|Q|Q|S|S|D
    segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira|sábado|domingo
    seg.|ter.|qua.|qui.|sex.|sáb.|dom.
    AM|PM
    a.C.|d.C.|antes de Cristo|depois de Cristo|a.C.|d.C.
    T1|T2|T3|T4|1º trimestre|2º trimestre|3º trimestre|4º trimestre
    EEEE, d 'de' MMMM 'de' y HH:mm:ss zzzz
    d 'de' MMMM 'de' y HH:mm:ss z
    d 'de' MMM 'de' y HH:mm:ss
    dd/MM/y HH:mm
    7 1
    pt_PT
    janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro
    jan.|fev.|mar.|abr.|mai.|jun.|jul.|ago.|set.|out.|nov.|dez.
    J|F|M|A|M|J|J|A|S|O|N|D
    janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro
    jan.|fev.|mar.|abr.|mai.|jun.|jul.|ago.|set.|out.|nov.|dez.
    segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira|sábado|domingo
    segunda|terça|quarta|quinta|sexta|sábado|domingo
    S|T|Q|Q|S|S|D
    segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira|sábado|domingo
    segunda|terça|quarta|quinta|sexta|sábado|domingo
    da manhã|da tarde
    a.C.|d.C.|antes de Cristo|depois de Cristo|a.C.|d.C.
    1.º trimestre|2.º trimestre|3.º trimestre|4.º trimestre|1.º trimestre|2.º trimestre|3.º trimestre|4.º trimestre
    EEEE, d 'de' MMMM 'de' y 'às' HH:mm:ss zzzz
    d 'de' MMMM 'de' y 'às' HH:mm:ss z
    dd/MM/y, HH:mm:ss
    dd/MM/yy, HH:mm
    7 4
    nl
    januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december
    jan.|feb.|mrt.|apr.|mei|jun.|jul.|aug.|sep.|okt.|nov.|dec.
    J|F|M|A|M|J|J|A|S|O|N|D
    januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december
    jan.|feb.|mrt.|apr.|mei|jun.|jul.|aug.|sep.|okt.|nov.|dec.
    maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag
    ma|di|wo|do|vr|za|zo
    M|D|W|D|V|Z|Z
    maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag
    ma|di|wo|do|vr|za|zo
    a.m.|p.m.
    v. Chr.|n. Chr.|voor Christus|na Christus|v.C.|n.C.
    K1|K2|K3|K4|1e kwartaal|2e kwartaal|3e kwartaal|4e kwartaal
    EEEE d MMMM y 'om' HH:mm:ss zzzz
    d MMMM y 'om' HH:mm:ss z
    d MMM y HH:mm:ss
    dd-MM-y HH:mm
    7 1
    pl
    stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia
    sty|lut|mar|kwi|maj|cze|lip|sie|wrz|paź|lis|gru
    s|l|m|k|m|c|l|s|w|p|l|g
    styczeń|luty|marzec|kwiecień|maj|czerwiec|lipiec|sierpień|wrzesień|październik|listopad|grudzień
    sty|lut|mar|kwi|maj|cze|lip|sie|wrz|paź|lis|gru
    poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela
    pon.|wt.|śr.|czw.|pt.|sob.|niedz.
    p|w|ś|c|p|s|n
    poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela
    pon.|wt.|śr.|czw.|pt.|sob.|niedz.
    AM|PM
    p.n.e.|n.e.|p.n.e.|n.e.|p.n.e.|n.e.
    I kw.|II kw.|III kw.|IV kw.|I kwartał|II kwartał|III kwartał|IV kwartał
    EEEE, d MMMM y HH:mm:ss zzzz
    d MMMM y HH:mm:ss z
    d MMM y, HH:mm:ss
    dd.MM.y, HH:mm
    7 1
    sv
    januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december
    jan.|feb.|mars|apr.|maj|juni|juli|aug.|sep.|okt.|nov.|dec.
    J|F|M|A|M|J|J|A|S|O|N|D
    januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december
    jan.|feb.|mars|apr.|maj|juni|juli|aug.|sep.|okt.|nov.|dec.
    måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag
    mån|tis|ons|tors|fre|lör|sön
    M|T|O|T|F|L|S
    måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag
    mån|tis|ons|tors|fre|lör|sön
    fm|em
    före Kristus|efter Kristus|före Kristus|efter Kristus|f.Kr.|e.Kr.
    K1|K2|K3|K4|1:a kvartalet|2:a kvartalet|3:e kvartalet|4:e kvartalet
    EEEE d MMMM y HH:mm:ss zzzz
    d MMMM y HH:mm:ss z
    d MMM y HH:mm:ss
    y-MM-dd HH:mm
    7 1
    da
    januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december
    jan.|feb.|mar.|apr.|maj|jun.|jul.|aug.|sep.|okt.|nov.|dec.
    J|F|M|A|M|J|J|A|S|O|N|D
    januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december
    jan.|feb.|mar.|apr.|maj|jun.|jul.|aug.|sep.|okt.|nov.|dec.
    mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag
    man.|tir.|ons.|tor.|fre.|lør.|søn.
    M|T|O|T|F|L|S
    mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag
    man|tir|ons|tor|fre|lør|søn
    AM|PM
    f.Kr.|e.Kr.|f.Kr.|e.Kr.|fKr|eKr
    1. kvt.|2. kvt.|3. kvt.|4. kvt.|1. kvartal|2. kvartal|3. kvartal|4. kvartal
    EEEE 'den' d. MMMM y 'kl'. HH.mm.ss zzzz
    d. MMMM y 'kl'. HH.mm.ss z
    d. MMM y HH.mm.ss
    dd.MM.y HH.mm
    7 1
    nb
    januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember
    jan.|feb.|mar.|apr.|mai|jun.|jul.|aug.|sep.|okt.|nov.|des.
    J|F|M|A|M|J|J|A|S|O|N|D
    januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember
    jan|feb|mar|apr|mai|jun|jul|aug|sep|okt|nov|des
    mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag
    man.|tir.|ons.|tor.|fre.|lør.|søn.
    M|T|O|T|F|L|S
    mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag
    man.|tir.|ons.|tor.|fre.|lør.|søn.
    a.m.|p.m.
    f.Kr.|e.Kr.|før Kristus|etter Kristus|f.Kr.|e.Kr.
    K1|K2|K3|K4|1. kvartal|2. kvartal|3. kvartal|4. kvartal
    EEEE d. MMMM y 'kl'. HH:mm:ss zzzz
    d. MMMM y 'kl'. HH:mm:ss z
    d. MMM y, HH:mm:ss
    dd.MM.y, HH:mm
    7 1
    fi
    tammikuuta|helmikuuta|maaliskuuta|huhtikuuta|toukokuuta|kesäkuuta|heinäkuuta|elokuuta|syyskuuta|lokakuuta|marraskuuta|joulukuuta
    tammik.|helmik.|maalisk.|huhtik.|toukok.|kesäk.|heinäk.|elok.|syysk.|lokak.|marrask.|jouluk.
    T|H|M|H|T|K|H|E|S|L|M|J
    tammikuu|helmikuu|maaliskuu|huhtikuu|toukokuu|kesäkuu|heinäkuu|elokuu|syyskuu|lokakuu|marraskuu|joulukuu
    tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu
    maanantaina|tiistaina|keskiviikkona|torstaina|perjantaina|lauantaina|sunnuntaina
    ma|ti|ke|to|pe|la|su
    M|T|K|T|P|L|S
    maanantai|tiistai|keskiviikko|torstai|perjantai|lauantai|sunnuntai
    ma|ti|ke|to|pe|la|su
    ap.|ip.
    eKr.|jKr.|ennen Kristuksen syntymää|jälkeen Kristuksen syntymän|eKr|jKr
    1. nelj.|2. nelj.|3. nelj.|4. nelj.|1. neljännes|2. neljännes|3. neljännes|4. neljännes
    cccc d. MMMM y 'klo' H.mm.ss zzzz
    d. MMMM y 'klo' H.mm.ss z
    d.M.y 'klo' H.mm.ss
    d.M.y H.mm
    7 1
    cs
    ledna|února|března|dubna|května|června|července|srpna|září|října|listopadu|prosince
    led|úno|bře|dub|kvě|čvn|čvc|srp|zář|říj|lis|pro
    1|2|3|4|5|6|7|8|9|10|11|12
    leden|únor|březen|duben|květen|červen|červenec|srpen|září|říjen|listopad|prosinec
    led|úno|bře|dub|kvě|čvn|čvc|srp|zář|říj|lis|pro
    pondělí|úterý|středa|čtvrtek|pátek|sobota|neděle
    po|út|st|čt|pá|so|ne
    P|Ú|S|Č|P|S|N
    pondělí|úterý|středa|čtvrtek|pátek|sobota|neděle
    po|út|st|čt|pá|so|ne
    dop.|odp.
    př.Kr.|po Kr.|př. n. l.|n. l.|př.n.l.|n.l.
    Q1|Q2|Q3|Q4|1. čtvrtletí|2. čtvrtletí|3. čtvrtletí|4. čtvrtletí
    EEEE d. MMMM y H:mm:ss zzzz
    d. MMMM y H:mm:ss z
    d. M. y H:mm:ss
    dd.MM.yy H:mm
    7 1
    ru
    января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря
    янв.|февр.|мар.|апр.|мая|июн.|июл.|авг.|сент.|окт.|нояб.|дек.
    Я|Ф|М|А|М|И|И|А|С|О|Н|Д
    январь|февраль|март|апрель|май|июнь|июль|август|сентябрь|октябрь|ноябрь|декабрь
    янв.|февр.|март|апр.|май|июнь|июль|авг.|сент.|окт.|нояб.|дек.
    понедельник|вторник|среда|четверг|пятница|суббота|воскресенье
    пн|вт|ср|чт|пт|сб|вс
    пн|вт|ср|чт|пт|сб|вс
    понедельник|вторник|среда|четверг|пятница|суббота|воскресенье
    пн|вт|ср|чт|пт|сб|вс
    AM|PM
    до н.э.|н.э.|до Рождества Христова|от Рождества Христова|до н.э.|н.э.
    1-й кв.|2-й кв.|3-й кв.|4-й кв.|1-й квартал|2-й квартал|3-й квартал|4-й квартал
    EEEE, d MMMM y 'г'., HH:mm:ss zzzz
    d MMMM y 'г'., HH:mm:ss z
    d MMM y 'г'., HH:mm:ss
    dd.MM.y, HH:mm
    7 1
    uk
    січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня
    січ.|лют.|бер.|квіт.|трав.|черв.|лип.|серп.|вер.|жовт.|лист.|груд.
    с|л|б|к|т|ч|л|с|в|ж|л|г
    січень|лютий|березень|квітень|травень|червень|липень|серпень|вересень|жовтень|листопад|грудень
    січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру
    понеділок|вівторок|середа|четвер|пʼятниця|субота|неділя
    пн|вт|ср|чт|пт|сб|нд
    П|В|С|Ч|П|С|Н
    понеділок|вівторок|середа|четвер|пʼятниця|субота|неділя
    пн|вт|ср|чт|пт|сб|нд
    дп|пп
    до н.е.|після н.е.|до нашої ери|нашої ери|до н.е.|н.е.
    1-й кв.|2-й кв.|3-й кв.|4-й кв.|1-й квартал|2-й квартал|3-й квартал|4-й квартал
    EEEE, d MMMM y 'р'. 'о' HH:mm:ss zzzz
    d MMMM y 'р'. 'о' HH:mm:ss z
    d MMM y 'р'., HH:mm:ss
    dd.MM.yy, HH:mm
    7 1
    tr
    Ocak|Şubat|Mart|Nisan|Mayıs|Haziran|Temmuz|Ağustos|Eylül|Ekim|Kasım|Aralık
    Oca|Şub|Mar|Nis|May|Haz|Tem|Ağu|Eyl|Eki|Kas|Ara
    O|Ş|M|N|M|H|T|A|E|E|K|A
    Ocak|Şubat|Mart|Nisan|Mayıs|Haziran|Temmuz|Ağustos|Eylül|Ekim|Kasım|Aralık
    Oca|Şub|Mar|Nis|May|Haz|Tem|Ağu|Eyl|Eki|Kas|Ara
    Pazartesi|Salı|Çarşamba|Perşembe|Cuma|Cumartesi|Pazar
    Pzt|Sal|Çar|Per|Cum|Cmt|Paz
    P|S|Ç|P|C|C|P
    Pazartesi|Salı|Çarşamba|Perşembe|Cuma|Cumartesi|Pazar
    Pzt|Sal|Çar|Per|Cum|Cmt|Paz
    ÖÖ|ÖS
    MÖ|MS|Milattan Önce|Milattan Sonra|MÖ|MS
    Ç1|Ç2|Ç3|Ç4|1. çeyrek|2. çeyrek|3. çeyrek|4. çeyrek
    d MMMM y EEEE HH:mm:ss zzzz
    d MMMM y HH:mm:ss z
    d MMM y HH:mm:ss
    d.MM.y HH:mm
    7 1
    ja
    1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月
    1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月
    1|2|3|4|5|6|7|8|9|10|11|12
    1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月
    1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月
    月曜日|火曜日|水曜日|木曜日|金曜日|土曜日|日曜日
    月|火|水|木|金|土|日
    月|火|水|木|金|土|日
    月曜日|火曜日|水曜日|木曜日|金曜日|土曜日|日曜日
    月|火|水|木|金|土|日
    午前|午後
    紀元前|西暦|紀元前|西暦|BC|AD
    Q1|Q2|Q3|Q4|第1四半期|第2四半期|第3四半期|第4四半期
    y年M月d日EEEE H時mm分ss秒 zzzz
    y年M月d日 H:mm:ss z
    y/MM/dd H:mm:ss
    y/MM/dd H:mm
    7 1
    zh
    一月|二月|三月|四月|五月|六月|七月|八月|九月|十月|十一月|十二月
    1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月
    1|2|3|4|5|6|7|8|9|10|11|12
    一月|二月|三月|四月|五月|六月|七月|八月|九月|十月|十一月|十二月
    1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月
    星期一|星期二|星期三|星期四|星期五|星期六|星期日
    周一|周二|周三|周四|周五|周六|周日
    一|二|三|四|五|六|日
    星期一|星期二|星期三|星期四|星期五|星期六|星期日
    周一|周二|周三|周四|周五|周六|周日
    上午|下午
    公元前|公元|公元前|公元|公元前|公元
    1季度|2季度|3季度|4季度|第一季度|第二季度|第三季度|第四季度
    y年M月d日EEEE zzzz ah:mm:ss
    y年M月d日 z ah:mm:ss
    y年M月d日 ah:mm:ss
    y/M/d ah:mm
    7 1
    ko
    1월|2월|3월|4월|5월|6월|7월|8월|9월|10월|11월|12월
    1월|2월|3월|4월|5월|6월|7월|8월|9월|10월|11월|12월
    1월|2월|3월|4월|5월|6월|7월|8월|9월|10월|11월|12월
    1월|2월|3월|4월|5월|6월|7월|8월|9월|10월|11월|12월
    1월|2월|3월|4월|5월|6월|7월|8월|9월|10월|11월|12월
    월요일|화요일|수요일|목요일|금요일|토요일|일요일
    월|화|수|목|금|토|일
    월|화|수|목|금|토|일
    월요일|화요일|수요일|목요일|금요일|토요일|일요일
    월|화|수|목|금|토|일
    오전|오후
    기원전|서기|기원전|서기|BC|AD
    1분기|2분기|3분기|4분기|제 1/4분기|제 2/4분기|제 3/4분기|제 4/4분기
    y년 M월 d일 EEEE a h시 m분 s초 zzzz
    y년 M월 d일 a h시 m분 s초 z
    y. M. d. a h:mm:ss
    yy. M. d. a h:mm
    7 1
    """
}
