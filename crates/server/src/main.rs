//! The command line of `hovorna`.

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand};
use desk::Role;
use mimalloc::MiMalloc;
use server::{
    actions::{audit::Doer, people, second_factor},
    app::App,
    backup::{self, KeyIs},
    config::{Config, Given, LogFormat},
    demo, rotation, serve,
    wire::administration::UserDetails,
};
use std::{collections::BTreeMap, io::Read as _, net::SocketAddr, path::PathBuf};
use tracing_subscriber::EnvFilter;

/// Many small and short-lived pieces are what a message is made of; the system's allocator takes longer over them.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// A self-hosted contact centre.
#[derive(Parser)]
#[command(name = "hovorna", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the console, the widget and the API.
    Serve {
        /// The address to listen at [env: HOVORNA_LISTEN] [default: 127.0.0.1:8080].
        #[arg(long)]
        listen: Option<SocketAddr>,
        #[command(flatten)]
        common: Common,
    },
    /// Serves a made-up company in the middle of a shift, in a folder of its own, to look around.
    Demo {
        /// The address to listen at [env: HOVORNA_LISTEN] [default: 127.0.0.1:8080].
        #[arg(long)]
        listen: Option<SocketAddr>,
        /// The demo's folder.
        #[arg(long, default_value = "demo-data")]
        data: PathBuf,
        /// Empties the demo's folder and makes the company anew.
        #[arg(long)]
        reset: bool,
        /// A TOML file with settings.
        #[arg(long, env = "HOVORNA_CONFIG")]
        config: Option<PathBuf>,
    },
    /// Manages users.
    User {
        #[command(subcommand)]
        command: User,
    },
    /// Has the search index made anew by the server, which goes on serving; what is found now is found meanwhile.
    Reindex {
        #[command(flatten)]
        common: Common,
    },
    /// Puts the whole desk into one file, beside the running server: database, files, and the key of sealed secrets.
    /// The file is as secret as the desk.
    Backup {
        /// The file to make (`desk.hovorna`): a tar archive packed with zstd.
        file: PathBuf,
        /// Replaces the file, if it is there already, once the new one is whole.
        #[arg(long)]
        overwrite: bool,
        #[command(flatten)]
        common: Common,
    },
    /// Makes the desk anew out of a backup, in an empty data folder and an empty database.
    Restore {
        /// What `hovorna backup` made.
        file: PathBuf,
        /// Puts aside what the data folder holds (into `before-restore-…` in it) instead of refusing.
        #[arg(long)]
        replace: bool,
        #[command(flatten)]
        common: Common,
    },
    /// Seals all secrets with another key, while no server runs; may be repeated, also after a crash.
    RotateKey {
        /// A file with the key they are sealed with now [default: HOVORNA_SECRET_KEY, or secret.key in the data folder].
        #[arg(long)]
        old: Option<PathBuf>,
        /// A file with the new key, 43 characters [default: a fresh one, which takes the place of secret.key].
        #[arg(long)]
        new: Option<PathBuf>,
        #[command(flatten)]
        common: Common,
    },
    /// Prints the API's document.
    Openapi,
}

#[derive(Subcommand)]
enum User {
    /// Takes the second step of signing in from a user whose app and recovery codes are lost; beside a running server, too.
    ResetSecondStep {
        /// The e-mail address he or she signs in with.
        #[arg(long)]
        email: String,
        #[command(flatten)]
        common: Common,
    },
    /// Adds a user; works with and beside a running server.
    Add {
        /// The e-mail address to sign in with.
        #[arg(long)]
        email: String,
        /// The name.
        #[arg(long)]
        name: String,
        /// `administrator`, `supervisor` or `operator`.
        #[arg(long, value_parser = parse_role)]
        role: Role,
        /// Reads the password from standard input.
        #[arg(long, required = true)]
        password_stdin: bool,
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Args)]
struct Common {
    /// The data folder [env: HOVORNA_DATA] [default: data].
    #[arg(long)]
    data: Option<PathBuf>,
    /// `sqlite:PATH` or `postgres://…` [env: HOVORNA_DATABASE] [default: hovorna.sqlite in the data folder].
    #[arg(long)]
    database: Option<String>,
    /// A TOML file with settings.
    #[arg(long, env = "HOVORNA_CONFIG")]
    config: Option<PathBuf>,
}

fn parse_role(word: &str) -> Result<Role, String> {
    Role::parse(word).ok_or_else(|| "a role is administrator, supervisor or operator".to_owned())
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Serve { listen, common } => {
            let config = read(common, listen)?;
            log(config.log_format);
            runtime()?.block_on(serve::serve(config, told_to_stop()))
        }
        Command::Demo { listen, data, reset, config } => {
            let common = Common { data: Some(data), database: None, config };
            let config = Config { database: None, ..read(common, listen)? };
            log(config.log_format);
            runtime()?.block_on(async {
                demo::prepare(&config, reset).await?;
                demo::serve(config, told_to_stop()).await
            })
        }
        Command::User { command: User::Add { email, name, role, password_stdin: _, common } } => {
            let config = read(common, None)?;
            log(config.log_format);
            runtime()?.block_on(add_user(config, email, name, role))
        }
        Command::User { command: User::ResetSecondStep { email, common } } => {
            let config = read(common, None)?;
            log(config.log_format);
            runtime()?.block_on(reset_second_step(config, &email))
        }
        Command::Reindex { common } => {
            let config = read(common, None)?;
            log(config.log_format);
            runtime()?.block_on(reindex(config))
        }
        Command::Backup { file, overwrite, common } => {
            let config = read(common, None)?;
            log(config.log_format);
            runtime()?.block_on(make_backup(config, file, overwrite))
        }
        Command::Restore { file, replace, common } => {
            let config = read(common, None)?;
            log(config.log_format);
            runtime()?.block_on(restore(config, file, replace))
        }
        Command::RotateKey { old, new, common } => {
            let config = read(common, None)?;
            log(config.log_format);
            let rotated = runtime()?.block_on(rotation::rotate(&config, old.as_deref(), new.as_deref()))?;
            println!("{rotated}");
            Ok(())
        }
        Command::Openapi => {
            println!("{}", server::http::documented().1.to_pretty_json()?);
            Ok(())
        }
    }
}

fn read(common: Common, listen: Option<SocketAddr>) -> anyhow::Result<Config> {
    Config::read(common.config, &Given { listen, data: common.data, database: common.database })
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("threads cannot be started")
}

fn log(format: LogFormat) {
    let filter = EnvFilter::try_from_env("HOVORNA_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().init(),
    }
}

async fn told_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
        }
        Err(_) => {
            let _ = interrupted.await;
        }
    }
    tracing::info!("stopping: requests under way finish, sockets are told to come back");
}

async fn add_user(config: Config, email: String, name: String, role: Role) -> anyhow::Result<()> {
    let mut password = String::new();
    std::io::stdin().read_to_string(&mut password).context("no password on standard input")?;
    let password = password.trim_end_matches(['\r', '\n']).to_owned();
    let store = serve::open(&config).await?;
    let (app, _) = App::load(config, store).await?;
    let groups = app.directory().groups.iter().filter(|g| g.removed_at.is_none()).take(1).map(|g| g.id.0).collect();
    let details = UserDetails {
        name,
        public_name: None,
        email: email.clone(),
        role,
        permissions: BTreeMap::new(),
        chat_limit: None,
        entries_barred: Vec::new(),
        groups,
        password: Some(password),
    };
    people::add_user(app.clone(), Doer::command_line(), details).await.map_err(|problem| {
        let fields = problem.more.get("fields").map(ToString::to_string).unwrap_or_default();
        anyhow::anyhow!("{email} was not added: {} {fields}", problem.title)
    })?;
    println!("Added {email}.");
    app.store.close().await;
    Ok(())
}

async fn reset_second_step(config: Config, email: &str) -> anyhow::Result<()> {
    let store = serve::open(&config).await?;
    let (app, _) = App::load(config, store).await?;
    let wanted = email.trim().to_lowercase();
    let found = app.directory().operators.iter().find(|operator| operator.email == wanted).map(|operator| operator.id);
    let operator = found.with_context(|| format!("nobody signs in as {email}"))?;
    second_factor::reset(app.clone(), Doer::command_line(), operator).await.map_err(|problem| match problem.code {
        "not-found" => anyhow::anyhow!("{email} has no second step"),
        _ => anyhow::anyhow!("the second step of {email} was not reset: {}", problem.title),
    })?;
    println!("{email} signs in with the password alone now.");
    app.store.close().await;
    Ok(())
}

async fn make_backup(config: Config, file: PathBuf, overwrite: bool) -> anyhow::Result<()> {
    let made = backup::make(&config, &file, overwrite, &|word| eprintln!("{word}"));
    let manifest = tokio::select! {
        made = made => made?,
        // What was begun is taken away when it is dropped.
        () = told_to_stop() => anyhow::bail!("stopped: no backup was made"),
    };
    let size = std::fs::metadata(&file)?.len();
    println!(
        "{}: {} conversations, {} events, {} files, {}.",
        file.display(),
        manifest.conversations(),
        manifest.events(),
        manifest.files,
        backup::amount(size)
    );
    match manifest.key {
        KeyIs::Included => println!("The key of sealed secrets is in it: keep it as secret as the desk."),
        KeyIs::InSettings => {
            println!("The key of sealed secrets is not in it: it is in your settings. Keep that, too.");
        }
        KeyIs::Nowhere => println!("There is no key of sealed secrets: none was ever made."),
    }
    if manifest.missing_files > 0 {
        println!("{} files the database knows are gone from the data folder.", manifest.missing_files);
    }
    Ok(())
}

async fn restore(config: Config, file: PathBuf, replace: bool) -> anyhow::Result<()> {
    let backup::Restored { manifest, before, held } =
        backup::restore(&config, &file, replace, &|word| eprintln!("{word}")).await?;
    println!(
        "Restored as of {}: {} conversations, {} events, {} files.",
        manifest.about.made_at,
        manifest.conversations(),
        manifest.events(),
        manifest.files
    );
    if let Some(held) = backup::told(&held) {
        println!("{held}");
    }
    if let Some(before) = before {
        println!("What was there before is in {}; delete it when it is not needed any more.", before.display());
    }
    if manifest.key == KeyIs::InSettings && config.secret_key.is_none() {
        println!(
            "Its secrets are sealed with a key that is not in the backup: set HOVORNA_SECRET_KEY before you serve it."
        );
    }
    Ok(())
}

async fn reindex(config: Config) -> anyhow::Result<()> {
    let store = serve::open(&config).await?;
    store.index_anew().await?;
    println!(
        "{} conversations will be indexed anew while the server runs; its log says how far it is.",
        store.to_index().await?
    );
    store.close().await;
    Ok(())
}
