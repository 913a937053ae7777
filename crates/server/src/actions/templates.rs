//! Templates are made, changed, removed.

use super::Action;
use crate::{
    app::App,
    hub::WorkspaceNews,
    problem::{Problem, text_code},
    wire::template::TemplateDetails,
};
use desk::{OperatorId, Permission, TemplateId, text::Text};
use std::sync::Arc;
use store::Template;
use uuid::Uuid;

/// Templates of one owner, at most.
const MOST: usize = 2_000;

/// Who makes or changes a template.
#[derive(Clone, Copy, Debug)]
pub struct Editor {
    /// Who.
    pub id: OperatorId,
    /// Whether everybody's may be changed.
    pub shared: bool,
}

impl Editor {
    /// Everybody's templates are written by who may, the own ones by their owner.
    fn may_edit(self, owner: Option<OperatorId>) -> Result<(), Problem> {
        match owner {
            None if !self.shared => Err(Problem::not_permitted(Permission::Templates)),
            Some(owner) if owner != self.id => Err(Problem::not_found()),
            None | Some(_) => Ok(()),
        }
    }
}

/// Makes a template, or changes the one of this id.
///
/// # Errors
/// `forbidden`, `not-found`, `invalid`.
pub async fn save(
    app: Arc<App>,
    by: Editor,
    id: Option<TemplateId>,
    details: TemplateDetails,
) -> Result<Template, Problem> {
    let mut action = Action::begin(&app).await?;
    let before = match id {
        Some(id) => Some(action.conn().template(id).await?.ok_or_else(Problem::not_found)?),
        None => None,
    };
    let owner = match &before {
        Some(before) => before.owner,
        None => (!details.shared).then_some(by.id),
    };
    by.may_edit(owner)?;
    let template = Template {
        id: id.unwrap_or_else(|| TemplateId(Uuid::now_v7())),
        owner,
        used: before.map_or(0, |before| before.used),
        ..checked(&details)?
    };
    let others = action.conn().templates(by.id).await?;
    let mut others = others.iter().filter(|other| other.owner == owner && other.id != template.id);
    if others.clone().count() >= MOST {
        return Err(Problem::invalid(&[("shortcut", "out-of-range")]));
    }
    let same = |o: &Template| o.shortcut.to_lowercase() == template.shortcut.to_lowercase();
    if others.any(|other| same(other) && other.language == template.language) {
        return Err(Problem::invalid(&[("shortcut", "taken")]));
    }
    let now = action.now;
    action.conn().save_template(&template, now).await?;
    action.commit().await?;
    tell(&app, owner);
    Ok(template)
}

/// Removes a template.
///
/// # Errors
/// `forbidden`, `not-found`.
pub async fn remove(app: Arc<App>, by: Editor, id: TemplateId) -> Result<(), Problem> {
    let mut action = Action::begin(&app).await?;
    let template = action.conn().template(id).await?.ok_or_else(Problem::not_found)?;
    by.may_edit(template.owner)?;
    action.conn().remove_template(id).await?;
    action.commit().await?;
    tell(&app, template.owner);
    Ok(())
}

/// Everybody's templates are loaded anew by everybody; one's own, when the picker opens.
fn tell(app: &App, owner: Option<OperatorId>) {
    if owner.is_none() {
        app.hub.tell_workspace(WorkspaceNews::Changed);
    }
}

fn checked(details: &TemplateDetails) -> Result<Template, Problem> {
    let mut wrong = Vec::new();
    let line = |text: &str| text.replace('\0', "").trim().to_owned();
    let (shortcut, title, folder) = (line(&details.shortcut), line(&details.title), line(&details.folder));
    let of_shortcut = |c: char| c.is_alphanumeric() || "-_".contains(c);
    match shortcut.chars().count() {
        0 => wrong.push(("shortcut", "required")),
        n if n > 40 => wrong.push(("shortcut", "too-long")),
        _ if !shortcut.chars().all(of_shortcut) => wrong.push(("shortcut", "malformed")),
        _ => {}
    }
    match title.chars().count() {
        0 => wrong.push(("title", "required")),
        n if n > 100 => wrong.push(("title", "too-long")),
        _ => {}
    }
    if folder.chars().count() > 60 {
        wrong.push(("folder", "too-long"));
    }
    let language = details.language.as_deref().map(line).filter(|tag| !tag.is_empty());
    if language.as_deref().is_some_and(|tag| !crate::http::origin::is_language(tag)) {
        wrong.push(("language", "malformed"));
    }
    if let Err(why) = Text::parse(&details.text) {
        wrong.push(("text", text_code(why)));
    }
    if !wrong.is_empty() {
        return Err(Problem::invalid(&wrong));
    }
    let id = TemplateId(Uuid::nil());
    let text = details.text.replace('\0', "");
    Ok(Template { id, owner: None, shortcut, title, folder, language, text, used: 0 })
}
