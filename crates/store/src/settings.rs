//! The company's settings, and a mark by which other processes see that words or people changed.

use crate::{Conn, Error, conn::on};
use desk::{Graces, capacity::DEFAULT_CHAT_LIMIT};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;

/// The company's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Company {
    /// The name, as clients see it.
    pub name: String,
    /// Chat limit where neither operator nor group has one.
    pub chat_limit: u32,
    /// Whether waiting clients may be previewed.
    pub previews: bool,
    /// How long somebody may be gone.
    pub graces: Graces,
}

impl Default for Company {
    fn default() -> Self {
        Self { name: "Hovorna".into(), chat_limit: DEFAULT_CHAT_LIMIT, previews: true, graces: Graces::default() }
    }
}

#[derive(Default, Serialize, Deserialize)]
struct Mark {
    version: i64,
}

impl Conn<'_> {
    /// The company's settings; the defaults where none were made.
    pub async fn company(&mut self) -> Result<Company, Error> {
        Ok(self.setting("company").await?.unwrap_or_default())
    }

    /// Stores the company's settings.
    pub async fn save_company(&mut self, company: &Company) -> Result<(), Error> {
        self.save_setting("company", company).await
    }

    /// Which version of words and people this is.
    pub async fn directory_version(&mut self) -> Result<i64, Error> {
        Ok(self.setting::<Mark>("directory").await?.unwrap_or_default().version)
    }

    /// Words or people changed: other processes load them anew.
    pub async fn raise_directory_version(&mut self) -> Result<(), Error> {
        let version = self.directory_version().await? + 1;
        self.save_setting("directory", &Mark { version }).await
    }

    async fn setting<T>(&mut self, key: &str) -> Result<Option<T>, Error>
    where
        T: serde::de::DeserializeOwned + Send + Unpin + 'static,
    {
        let row: Option<(Json<T>,)> = on!(self, conn => sqlx::query_as("select value from setting where key = $1")
            .bind(key).fetch_optional(conn).await)?;
        Ok(row.map(|(value,)| value.0))
    }

    async fn save_setting<T: Serialize + Sync>(&mut self, key: &str, value: &T) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "insert into setting (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value")
            .bind(key).bind(Json(value)).execute(conn).await.map(|_| ()))?;
        Ok(())
    }
}
