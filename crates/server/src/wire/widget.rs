//! A widget: as the web page needs it, and as administrators edit it.

use super::{
    When,
    offline::{OfflineForm, PublicOfflineForm},
};
use desk::{Entry, files::FileRules, routing::Rule, trigger::Trigger};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;
use utoipa::ToSchema;

/// A widget as the web page needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct PublicWidget {
    /// Its short name, as in the snippet.
    pub id: String,
    /// The company's name.
    pub company: String,
    /// The entries it offers, in order.
    pub entries: Vec<Entry>,
    /// The entry form, in order; empty: no form.
    pub form: Vec<FormField>,
    /// The company's own words per language: keys of [`WidgetText`]; what is missing has a default in the panel.
    pub texts: BTreeMap<String, WidgetText>,
    /// How it looks.
    pub look: WidgetLook,
    /// The form that stands in place of the queue while nobody can talk; null: there is none.
    pub offline: Option<PublicOfflineForm>,
    /// Which files may be sent.
    pub files: FileRules,
    /// Whether operators see what is being typed before it is sent: the panel sends it, and says so.
    pub typing_preview: bool,
    /// The version of the consent's text that is shown: whoever agrees says to which.
    pub consent: u32,
    /// When the widget speaks first, in order; left out: never.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<Trigger>>", optional)]
    pub triggers: Vec<Trigger>,
}

/// How a widget looks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct WidgetLook {
    /// The company's colour, `#rrggbb`.
    pub colour: String,
    /// Which corner of the page.
    pub corner: Corner,
    /// The picture beside the company's name, at `/widget/v1/logos/…`; left out: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub logo: Option<String>,
}

/// A picture that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Logo {
    /// What a widget names it by: the SHA-256 of its bytes, and the width at which it is shown.
    pub id: String,
}

/// A version of a widget's consent text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ConsentVersion {
    /// From 1 on.
    pub number: u32,
    /// Since when it is shown.
    pub at: When,
    /// What it says, per language.
    pub texts: BTreeMap<String, ConsentText>,
}

/// What a consent says in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ConsentText {
    /// The sentence.
    pub text: String,
    /// Where its link leads.
    pub url: Option<String>,
}

/// Which corner of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Corner {
    /// Bottom left.
    Left,
    /// Bottom right.
    Right,
}

/// The company's own words in one language; empty or missing: the default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(default)]
#[ts(export, optional_fields)]
pub struct WidgetText {
    /// On the launcher ("Chat with us").
    pub launcher: Option<String>,
    /// The heading of the first view ("Hello, how can we help?").
    pub greeting: Option<String>,
    /// Under the greeting when nobody is there.
    pub nobody_here: Option<String>,
    /// Under the estimate, while the client waits.
    pub waiting: Option<String>,
    /// The consent's sentence.
    pub consent: Option<String>,
    /// Where the consent's link leads; `https` only.
    pub consent_url: Option<String>,
    /// What a client is asked after a talk ("How was it?").
    pub rating: Option<String>,
}

/// What a field of the entry form asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FieldKind {
    /// The client's name.
    Name,
    /// The client's phone number.
    Phone,
    /// The client's e-mail address.
    Email,
    /// One of the choices.
    Topic,
    /// The first message.
    Message,
    /// Agreement with the consent text.
    Consent,
}

/// One field of the entry form. Its key is its kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct FormField {
    /// What it asks for.
    pub kind: FieldKind,
    /// Whether it must be answered.
    pub required: bool,
    /// The choices of a topic, per language; the value sent is the choice as shown.
    #[serde(default)]
    pub choices: BTreeMap<String, Vec<String>>,
    /// Of a consent: it stands there as a notice without a box, and whoever sends the form agrees.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub notice: bool,
}

const fn yes() -> bool {
    true
}

/// A widget as administrators edit it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Widget {
    /// Its short name: 1 to 40 of a-z, 0-9 and -; cannot be changed.
    pub id: String,
    /// The name operators see.
    pub name: String,
    /// The group its clients wait for.
    pub group: uuid::Uuid,
    /// Which sites may show it (`https://example.com`); empty: any site.
    pub allowed_origins: Vec<String>,
    /// The entries it offers, in order.
    pub entries: Vec<Entry>,
    /// The entry form, in order.
    pub form: Vec<FormField>,
    /// The form that stands in place of the queue while nobody can talk.
    #[serde(default)]
    pub offline: OfflineForm,
    /// Whether clients are asked, after a talk, what they think of it.
    #[serde(default)]
    pub rating: bool,
    /// Whether they may add a word to it. Left out: yes.
    #[serde(default = "yes")]
    #[ts(as = "Option<bool>", optional)]
    pub rating_comment: bool,
    /// The company's own words per language.
    pub texts: BTreeMap<String, WidgetText>,
    /// How it looks.
    pub look: WidgetLook,
    /// Whom its clients are directed to: the first rule that holds; where none does, its group. Left out in a change: as it is.
    #[serde(default)]
    #[ts(optional)]
    pub routing: Option<Vec<Rule>>,
    /// When it speaks first, in order: the first rule that comes true does. Left out in a change: as it is.
    #[serde(default)]
    #[ts(optional)]
    pub triggers: Option<Vec<Trigger>>,
}
