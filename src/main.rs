fn main() -> std::process::ExitCode {
    yearbook::run(std::env::args_os())
}
