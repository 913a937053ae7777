//! Who comes to Lumen, and how the desk knows them.

use super::{Secrets, Told, company::Lumen, rules::decision, sites::Site};
use crate::{Entrance, Story};
use desk::{ClientId, ConversationId, Details, Entry, Timestamp, event::Answer, routing::Facts};
use std::collections::{BTreeMap, HashMap};
use store::{Identified, Origin};

/// How a widget's client is known to the server: by the hash of its browser's token.
const BROWSER: &str = "widget";
/// How a client is known to the company's own site.
const COMPANY: &str = "company";

/// Somebody at a browser.
#[derive(Clone, Copy, Debug)]
pub struct Visitor {
    /// By what this browser is told from others.
    pub key: &'static str,
    /// The name; empty: not given.
    pub name: &'static str,
    /// The phone number; empty: not given.
    pub phone: &'static str,
    /// The e-mail address; empty: not given.
    pub email: &'static str,
    /// What Lumen's own site calls this client, who is signed in there; empty: nobody is.
    pub subject: &'static str,
    /// The language of the browser.
    pub language: &'static str,
    /// The browser.
    pub browser: Browser,
}

/// A browser, as the server shows it.
#[derive(Clone, Copy, Debug)]
pub enum Browser {
    Chrome,
    Edge,
    Firefox,
    Iphone,
    Android,
}

/// Who gave a name and nothing else.
pub(super) const fn visitor(name: &'static str, browser: Browser) -> Visitor {
    Visitor { key: name, name, phone: "", email: "", subject: "", language: "cs", browser }
}

impl Browser {
    /// Browser, operating system, device.
    const fn words(self) -> [&'static str; 3] {
        match self {
            Self::Chrome => ["Chrome 142", "Windows 11", "desktop"],
            Self::Edge => ["Edge 142", "Windows 11", "desktop"],
            Self::Firefox => ["Firefox 145", "Linux", "desktop"],
            Self::Iphone => ["Safari 18", "iOS 18", "mobile"],
            Self::Android => ["Chrome 142", "Android 15", "mobile"],
        }
    }
}

impl Visitor {
    fn origin(&self, site: Site, (path, title): (&str, &str)) -> Origin {
        let [browser, os, device] = self.browser.words().map(|word| Some(word.to_owned()));
        Origin {
            language: Some(self.language.into()),
            browser,
            os,
            device,
            page_url: Some(site.url(path)),
            page_title: Some(title.into()),
            referrer: Some("https://search.example/".into()),
            consent: None,
            identified: some(self.subject).map(|subject| Identified {
                subject,
                name: some(self.name),
                phone: some(self.phone),
                email: some(self.email),
            }),
        }
    }

    /// Name, phone number and e-mail address.
    pub(super) fn details(&self) -> Details {
        Details { name: some(self.name), phone: some(self.phone), email: some(self.email) }
    }

    fn device(&self) -> String {
        let [browser, os, _] = self.browser.words();
        format!("{browser} · {os}")
    }
}

/// How somebody comes in.
pub(super) struct Coming<'a> {
    pub who: &'a Visitor,
    pub site: Site,
    pub entry: Entry,
    /// Fields of the form beside the name.
    pub form: &'a [(&'a str, &'a str)],
    /// What the page attached.
    pub parameters: &'a [(&'a str, &'a str)],
    /// The path and title of the page.
    pub page: (&'a str, &'a str),
}

impl<'a> Coming<'a> {
    /// Writes, from the first page.
    pub const fn chat(who: &'a Visitor, site: Site) -> Self {
        let page = ("/", "Lumen: elektřina a plyn pro domácnosti");
        Self { who, site, entry: Entry::Chat, form: &[], parameters: &[], page }
    }
}

/// Those who have been here.
pub(super) struct Clients<'s> {
    pub secrets: Secrets<'s>,
    known: HashMap<&'static str, Known>,
}

struct Known {
    id: ClientId,
    /// The last conversation through each widget.
    last: HashMap<&'static str, ConversationId>,
}

impl<'s> Clients<'s> {
    pub fn new(secrets: Secrets<'s>) -> Self {
        Self { secrets, known: HashMap::new() }
    }
}

impl<'c> Told<'_, 'c> {
    /// The client at this browser, who may have been here before.
    pub async fn client(&mut self, who: &Visitor, at: Timestamp) -> anyhow::Result<ClientId> {
        if let Some(known) = self.clients.known.get(who.key) {
            return Ok(known.id);
        }
        let id = self.desk.client(who.details(), at).await?;
        let hash = (self.clients.secrets.token_hash)(who.key);
        self.desk.conn.add_identity(BROWSER, &hash, id, at).await?;
        if !who.subject.is_empty() {
            self.desk.conn.add_identity(COMPANY, who.subject, id, at).await?;
        }
        self.clients.known.insert(who.key, Known { id, last: HashMap::new() });
        Ok(id)
    }

    /// Somebody comes in, so many seconds ago.
    pub async fn enters(&mut self, lumen: &Lumen, ago: i64, coming: Coming<'_>) -> anyhow::Result<Story<'_, 'c>> {
        let Coming { who, site, entry, form, parameters, page } = coming;
        let at = lumen.ago(ago);
        let client = self.client(who, at).await?;
        let hash = (self.clients.secrets.token_hash)(who.key);
        let widget = site.id();
        self.desk.conn.identity_seen(BROWSER, &hash, Some(&who.device()), Some(&widget), at).await?;
        if !who.subject.is_empty() {
            self.desk.conn.identity_seen(COMPANY, who.subject, None, Some(&widget), at).await?;
        }
        let name = (!who.name.is_empty()).then_some(("name", who.name));
        let answers =
            name.iter().chain(form).map(|(field, value)| Answer { field: (*field).into(), value: (*value).into() });
        let last = self.clients.known.get_mut(who.key).map(|known| &mut known.last);
        let continues = last.as_ref().and_then(|last| last.get(site.short()).copied());
        let (origin, parameters) = (who.origin(site, page), self::parameters(parameters));
        let facts = Facts {
            language: origin.language.clone(),
            entry,
            parameters: parameters.clone(),
            page: origin.page_url.clone(),
            last_operator: self.desk.conn.last_operator(client).await?,
        };
        let (answers, routed) = (answers.collect(), decision(site, lumen, facts));
        let entrance = Entrance::new(client, widget, lumen[site.queue()]);
        let entrance = Entrance { entry, answers, origin, parameters, continues, routed, ..entrance };
        let story = self.desk.enters(entrance, at).await?;
        last.map(|last| last.insert(site.short(), story.conversation().id));
        Ok(story)
    }
}

fn parameters(of: &[(&str, &str)]) -> BTreeMap<String, String> {
    of.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
