import Cryptography
import FlowTasks
import Pebble
import Testing

@Suite("Masker")
struct MaskerTests {
  @Test(
    "masks a used secret in every form a server may echo it",
    arguments: [
      "p@ss word/1+", "cEBzcyB3b3JkLzEr", "p%40ss%20word%2F1%2B", "p%40ss+word%2F1%2B", "p@ss%20word%2F1+",
    ])
  func masksForms(_ form: String) {
    let masker = Masker()
    masker.remember("p@ss word/1+")
    #expect(masker.mask("echo: \(form)!") == "echo: ******!")
  }

  @Test("masks the longer of two overlapping secrets whole")
  func masksOverlapping() {
    let masker = Masker()
    masker.remember("secret")
    masker.remember("secret-longer")
    #expect(masker.mask("<secret-longer>") == "<******>")
  }

  @Test("leaves very short secrets to their labels")
  func leavesShortOnes() {
    let masker = Masker()
    masker.remember("7")
    #expect(masker.mask("17 apples") == "17 apples")
  }

  @Test("masks labels and echoes inside values")
  func masksValues() {
    let masker = Masker()
    masker.remember(.string("hunter22"))
    let value: Value = .map(["a": .secret(Secret(.int(1))), "b": .list([.string("x hunter22 y")])])
    #expect(masker.mask(value) == .map(["a": .string("******"), "b": .list([.string("x ****** y")])]))
  }
}

@Suite("Secrets of the environment")
struct SecretSourceTests {
  @Test("decodes Base64, whatever the case of the name and the line breaks")
  func decodes() {
    let (source, undecodable) = SecretSource.environment(["SECRET_Api_Key": "aHVu\ndGVyMg==\n", "OTHER": "x"])
    #expect(source["API_KEY"] == "hunter2")
    #expect(source["api_key"] == "hunter2")
    #expect(undecodable.isEmpty)
  }

  @Test("names the variables that are not Base64 of text")
  func namesBroken() {
    let (source, undecodable) = SecretSource.environment(["SECRET_A": "%%%", "SECRET_B": "/w=="])
    #expect(source["A"] == nil)
    #expect(undecodable == ["SECRET_A", "SECRET_B"])
  }
}
