//! What is set, as administrators see it and the audit log tells it.

use crate::{
    directory::Directory,
    wire::administration::{CompanySettings, GraceSettings, GroupDetails, GroupOffering, GroupOverflow, GroupSettings},
};
use desk::{GroupId, offering::Offering};

/// A group with who is in it; none, when there is none or it was removed.
pub fn group_settings(directory: &Directory, id: GroupId) -> Option<GroupSettings> {
    let group = directory.group(id).filter(|g| g.removed_at.is_none())?;
    let details = GroupDetails {
        name: group.name.clone(),
        chat_limit: group.chat_limit,
        accept_seconds: group.accept_seconds,
        service_level_seconds: group.service_level_seconds,
        offering: match group.offering {
            Offering::Everyone => None,
            Offering::OneByOne { first, widens_after } => {
                Some(GroupOffering { first, widens_after_seconds: widens_after.0 })
            }
        },
        overflow: group.overflow.map(|o| GroupOverflow { to: o.to.0, after_seconds: o.after.0 }),
        queue_limit: group.queue_limit,
        wrap_up_seconds: group.wrap_up.map(|it| it.0),
        members: directory
            .operators
            .iter()
            .filter(|o| directory.groups_of(o.id).contains(&id))
            .map(|o| o.id.0)
            .collect(),
    };
    Some(GroupSettings { id: id.0, details })
}

/// The company's settings.
pub fn company_settings(directory: &Directory) -> CompanySettings {
    let company = directory.company.clone();
    let g = company.graces;
    CompanySettings {
        name: company.name,
        chat_limit: company.chat_limit,
        previews: company.previews,
        graces: GraceSettings {
            client_away: g.client_away.0,
            client_waiting: g.client_waiting.0,
            client_active: g.client_active.0,
            operator: g.operator.0,
        },
        files: company.files,
        typing_preview: company.typing_preview,
        link_previews: company.link_previews,
        all_away: company.all_away,
    }
}
