use std::process::ExitCode;

fn main() -> ExitCode {
    yearbook::run(std::env::args_os(), &mut yearbook::console::Console::of_process())
}
