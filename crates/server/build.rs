//! Names the build, so that an open tab notices a newer one.

use std::{env, process::Command};

fn main() {
    println!("cargo:rerun-if-env-changed=HOVORNA_BUILD");
    println!("cargo:rerun-if-changed=../../web/dist/build.txt");
    let web = std::fs::read_to_string("../../web/dist/build.txt").map(|text| text.trim().to_owned()).ok();
    let commit = || {
        let out = Command::new("git").args(["rev-parse", "--short=12", "HEAD"]).output().ok()?;
        out.status.success().then(|| String::from_utf8_lossy(&out.stdout).trim().to_owned())
    };
    let version = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let build = env::var("HOVORNA_BUILD").ok().or(web).or_else(commit).unwrap_or_else(|| "unknown".into());
    println!("cargo:rustc-env=HOVORNA_BUILD={version}+{build}");
    // The folder is embedded; a checkout that has not built the web yet still compiles.
    let _ = std::fs::create_dir_all("../../web/dist");
}
