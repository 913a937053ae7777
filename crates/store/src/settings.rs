//! The company's settings, and a mark by which other processes see that words or people changed.

use crate::{Conn, Error, conn::on};
use desk::{Graces, Role, availability::AllAway, capacity::DEFAULT_CHAT_LIMIT, files::FileRules};
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, types::Json};

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
    /// Which files may be sent.
    pub files: FileRules,
    /// Whether operators see what a client is typing, before it is sent. The client is told.
    pub typing_preview: bool,
    /// Whether the server looks at what is behind the links of messages.
    pub link_previews: bool,
    /// What a group is called whose present members are all away.
    pub all_away: AllAway,
}

impl Default for Company {
    fn default() -> Self {
        Self {
            name: "Hovorna".into(),
            chat_limit: DEFAULT_CHAT_LIMIT,
            previews: true,
            graces: Graces::default(),
            files: FileRules::default(),
            typing_preview: true,
            link_previews: true,
            all_away: AllAway::default(),
        }
    }
}

/// What the company asks of those who sign in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SignInRules {
    /// The roles that must use a second step.
    pub second_factor_roles: Vec<Role>,
}

/// How long what clients say is kept; none: for ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Retention {
    /// Conversations that ended longer ago than so many days are made anonymous.
    pub conversations_days: Option<u32>,
    /// Files that were sent longer ago than so many days are deleted.
    pub files_days: Option<u32>,
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

    /// What is asked of those who sign in; nothing more than a password where nothing was set.
    pub async fn sign_in_rules(&mut self) -> Result<SignInRules, Error> {
        Ok(self.setting("sign_in").await?.unwrap_or_default())
    }

    /// Stores what is asked of those who sign in.
    pub async fn save_sign_in_rules(&mut self, rules: &SignInRules) -> Result<(), Error> {
        self.save_setting("sign_in", rules).await
    }

    /// How long what clients say is kept.
    pub async fn retention(&mut self) -> Result<Retention, Error> {
        Ok(self.setting("retention").await?.unwrap_or_default())
    }

    /// Stores how long what clients say is kept.
    pub async fn save_retention(&mut self, retention: &Retention) -> Result<(), Error> {
        self.save_setting("retention", retention).await
    }

    /// Which version of words and people this is.
    pub async fn directory_version(&mut self) -> Result<i64, Error> {
        Ok(self.setting::<Mark>("directory").await?.unwrap_or_default().version)
    }

    /// Words or people changed: other processes load them anew. Changes at the same time wait here for each other, or two
    /// would raise it to one and the same version.
    pub async fn raise_directory_version(&mut self) -> Result<(), Error> {
        // There must be a row to hold.
        on!(self, conn => sqlx::query("insert into setting (key, value) values ('directory', $1) on conflict do nothing")
            .bind(Json(Mark::default())).execute(conn).await.map(|_| ()))?;
        let mark: Mark = self.setting_held("directory", self.row_lock()).await?.unwrap_or_default();
        self.save_setting("directory", &Mark { version: mark.version + 1 }).await
    }

    pub(crate) async fn setting<T>(&mut self, key: &str) -> Result<Option<T>, Error>
    where
        T: serde::de::DeserializeOwned + Send + Unpin + 'static,
    {
        self.setting_held(key, "").await
    }

    async fn setting_held<T>(&mut self, key: &str, lock: &str) -> Result<Option<T>, Error>
    where
        T: serde::de::DeserializeOwned + Send + Unpin + 'static,
    {
        let sql = format!("select value from setting where key = $1{lock}");
        let row: Option<(Json<T>,)> =
            on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(key).fetch_optional(conn).await)?;
        Ok(row.map(|(value,)| value.0))
    }

    pub(crate) async fn save_setting<T: Serialize + Sync>(&mut self, key: &str, value: &T) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "insert into setting (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value")
            .bind(key).bind(Json(value)).execute(conn).await.map(|_| ()))?;
        Ok(())
    }
}
