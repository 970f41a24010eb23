use std::process::ExitCode;

use yearbook::console::Console;
use yearbook::dataset::is_reading_workbook;

fn main() -> ExitCode {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        // That of the reader of a damaged workbook is caught, and said as a problem of the file.
        if !is_reading_workbook() {
            report(panic);
        }
    }));
    yearbook::run(std::env::args_os(), &mut Console::of_process())
}
