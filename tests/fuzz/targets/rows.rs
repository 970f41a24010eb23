#![no_main]

libfuzzer_sys::fuzz_target!(|input: (u8, &str)| yearbook::fuzzing::rows(input.0, input.1));
