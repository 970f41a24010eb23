#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| yearbook::fuzzing::words(text));
