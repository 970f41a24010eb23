//! Rebuilds when a migration or a bundled dataset changes: the macros that embed them do not watch their folders.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=data");
    println!("cargo:rerun-if-changed=src/diagnostic/pages");
}
