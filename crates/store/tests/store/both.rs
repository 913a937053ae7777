//! One text for both databases: each test runs on an empty SQLite file and in an empty PostgreSQL schema.

use sqlx::{Connection, Executor, PgConnection};
use std::{
    io::Write as _,
    path::{Path, PathBuf},
    sync::Once,
    time::Duration,
};
use store::{Conn, Error, Store, Write};
use uuid::Uuid;

/// Makes of each `async fn name(db: Database)` two tests, `sqlite::name` and `postgres::name`. One that is not named here
/// is dead code, which the lints refuse.
macro_rules! both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                $crate::both::in_time(super::$name($crate::both::Database::sqlite().await)).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                if let Some(db) = $crate::both::Database::postgres().await {
                    $crate::both::in_time(super::$name(db)).await;
                }
            })+
        }
    };
}
pub(crate) use both;

/// A database of its own for each test, gone with it.
pub struct Database {
    pub store: Store,
    /// What `Store::open` was given.
    pub url: String,
    home: Home,
}

enum Home {
    Folder(PathBuf),
    Server { url: String, schema: String },
}

impl Database {
    pub async fn sqlite() -> Self {
        let folder = std::env::temp_dir().join(format!("hovorna-store-{}", Uuid::now_v7()));
        std::fs::create_dir(&folder).unwrap();
        let url = format!("sqlite:{}", folder.join("hovorna.sqlite").display());
        Self { store: Store::open(&url).await.unwrap(), url, home: Home::Folder(folder) }
    }

    /// None, and a word on the terminal, where no server was given.
    pub async fn postgres() -> Option<Self> {
        let Ok(server) = std::env::var("HOVORNA_TEST_POSTGRES") else {
            static ONCE: Once = Once::new();
            // Past the test's captured output: it must be seen although everything passes.
            let warning = "\nWARNING: nothing is tested on PostgreSQL: HOVORNA_TEST_POSTGRES names no server (`make test` does)\n";
            ONCE.call_once(|| std::io::stderr().write_all(warning.as_bytes()).unwrap());
            return None;
        };
        // A schema, as a database takes PostgreSQL half a second to make and another to drop.
        let schema = format!("store_{}", Uuid::now_v7().simple());
        let separator = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{separator}options=-c%20search_path%3D{schema}");
        tell(&server, format!("create schema {schema}")).await;
        Some(Self { store: Store::open(&url).await.unwrap(), url, home: Home::Server { url: server, schema } })
    }

    /// The address of a database as it was before the first opening; on SQLite another one for each name.
    pub async fn emptied(&self, name: impl std::fmt::Display) -> String {
        if self.store.kind() == "sqlite" {
            return format!("{}-{name}", self.url);
        }
        let anew = "do $$ declare name text := current_schema(); begin \
                    execute format('drop schema %I cascade', name); execute format('create schema %I', name); end $$";
        self.change(async |mut conn| run(&mut conn, anew).await.unwrap()).await;
        self.url.clone()
    }

    /// Changes something, committed.
    pub async fn change<T>(&self, change: impl AsyncFnOnce(Conn<'_>) -> T) -> T {
        let mut write = self.store.write().await.unwrap();
        let made = change(write.conn()).await;
        write.commit(|| ()).await.unwrap();
        made
    }

    /// Looks at what is committed.
    pub async fn look<T>(&self, look: impl AsyncFnOnce(Conn<'_>) -> T) -> T {
        look(self.store.read().await.unwrap().conn()).await
    }

    /// Where SQLite keeps it.
    pub fn path(&self) -> &Path {
        Path::new(self.url.strip_prefix("sqlite:").unwrap())
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        match &self.home {
            Home::Folder(folder) => drop(std::fs::remove_dir_all(folder)),
            // After a failed test, too; and nobody can wait inside `drop` but a thread.
            Home::Server { url, schema } => {
                let (server, sql) = (url.clone(), format!("drop schema {schema} cascade"));
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                drop(std::thread::spawn(move || runtime.block_on(tell(&server, sql))).join());
            }
        }
    }
}

async fn tell(server: &str, sql: String) {
    let mut conn = PgConnection::connect(server).await.unwrap();
    conn.execute(sqlx::AssertSqlSafe(sql)).await.unwrap();
    conn.close().await.unwrap();
}

/// What hangs, fails. Nothing here takes a tenth of it, however busy the machine.
pub async fn in_time<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(100), future).await.expect("it hangs")
}

/// Why a change was refused: on SQLite a statement's failure may show only when the next one is sent, or the commit.
pub async fn refusal(write: Write, said: Result<(), Error>) -> Error {
    match said {
        Err(error) => error,
        Ok(()) => write.commit(|| panic!("it was not refused")).await.unwrap_err(),
    }
}

/// Runs SQL of the test's own: what no function of the store does.
pub async fn run(conn: &mut Conn<'_>, sql: &'static str) -> Result<u64, sqlx::Error> {
    match conn {
        Conn::Sqlite(conn) => conn.execute(sql).await.map(|done| done.rows_affected()),
        Conn::Postgres(conn) => conn.execute(sql).await.map(|done| done.rows_affected()),
    }
}
