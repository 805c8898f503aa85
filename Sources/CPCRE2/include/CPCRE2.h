#pragma once

// PCRE2 for UTF-8 text, the engine behind the filters that take regular expressions.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

