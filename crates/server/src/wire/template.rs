//! Templates, as operators pick and edit them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

/// A canned text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Template {
    /// Its id.
    pub id: Uuid,
    /// How often it was sent.
    pub used: i64,
    /// What can be changed.
    #[serde(flatten)]
    pub details: TemplateDetails,
}

/// What can be changed of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct TemplateDetails {
    /// Everybody's (supervisors and administrators write these), or the operator's own. Fixed once it is made.
    pub shared: bool,
    /// What is typed after `#`: 1 to 40 letters, digits, `-` and `_`.
    pub shortcut: String,
    /// Its name, 1 to 100 characters.
    pub title: String,
    /// The folder it lies in, at most 60 characters; empty: none.
    pub folder: String,
    /// The language it is written in, a BCP 47 tag; null: any.
    pub language: Option<String>,
    /// 1 to 4,000 characters. Placeholders: `{{client.name}}`, `{{client.phone}}`, `{{client.email}}`,
    /// `{{operator.name}}`, `{{company}}`, `{{parameter.NAME}}`; the console fills them in.
    pub text: String,
}
