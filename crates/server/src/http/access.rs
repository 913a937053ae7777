//! Mailed links: inviting people, forgotten passwords, and what the links lead to.

use super::{
    administration::users::user,
    ask::{Address, Body, InPath},
    may::{May, can},
};
use crate::{
    actions::{access, undisturbed},
    app::App,
    problem::Problem,
    wire::{
        access::{Invite, Invited, LinkFor, LinkOwner, LinkToken, LinkUse, ResetWanted},
        administration::UserDetails,
    },
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
};
use desk::OperatorId;
use std::sync::Arc;
use store::LinkKind;
use uuid::Uuid;

/// Invites somebody by mail. Where no mail can be sent, the answer has the link to hand over.
#[utoipa::path(post, path = "/invitations", tag = "administration", operation_id = "invite_user", request_body = Invite,
    responses((status = 201, body = Invited), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn invite(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Users>,
    headers: HeaderMap,
    Body(invite): Body<Invite>,
) -> Result<(StatusCode, Json<Invited>), Problem> {
    let before_at = invite.email.trim().split('@').next().unwrap_or_default().to_lowercase();
    let details = UserDetails {
        name: invite.name.filter(|name| !name.trim().is_empty()).unwrap_or(before_at),
        public_name: None,
        email: invite.email,
        role: invite.role,
        permissions: invite.permissions,
        chat_limit: invite.chat_limit,
        entries_barred: invite.entries_barred,
        groups: invite.groups,
        password: None,
    };
    let base = base(&app, &headers);
    let invited = undisturbed(access::invite(Arc::clone(&app), by.doer(&app), details, base)).await?;
    Ok((StatusCode::CREATED, told(&app, invited).await?))
}

/// Sends an invitation once more; the link before it leads nowhere any more.
#[utoipa::path(post, path = "/users/{id}/invitation", tag = "administration", operation_id = "invite_user_again",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = Invited), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn invite_again(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Users>,
    headers: HeaderMap,
    InPath(id): InPath<Uuid>,
) -> Result<Json<Invited>, Problem> {
    let base = base(&app, &headers);
    let invited = access::invite_again(Arc::clone(&app), by.doer(&app), OperatorId(id), base);
    told(&app, undisturbed(invited).await?).await
}

/// Withdraws an invitation.
#[utoipa::path(delete, path = "/users/{id}/invitation", tag = "administration", operation_id = "withdraw_invitation",
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn withdraw(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Users>,
    InPath(id): InPath<Uuid>,
) -> Result<StatusCode, Problem> {
    undisturbed(access::withdraw(Arc::clone(&app), by.doer(&app), OperatorId(id))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The public address, else where the administrator's own page is, which was held against ours already.
fn base(app: &App, headers: &HeaderMap) -> Option<String> {
    let own = || headers.get(header::ORIGIN)?.to_str().ok().map(ToOwned::to_owned);
    let public = app.config.public_url.as_ref().map(|url| url.as_str().trim_end_matches('/').to_owned());
    public.or_else(own)
}

async fn told(app: &App, invited: access::Invited) -> Result<Json<Invited>, Problem> {
    Ok(Json(Invited { user: user(app, invited.operator).await?, link: invited.link }))
}

/// Asks for a mail to set a new password with. The answer is the same whether there is such a user or not.
#[utoipa::path(post, path = "/password-resets", tag = "session", request_body = ResetWanted,
    responses((status = 204), (status = 429, body = Problem)))]
pub async fn ask_reset(
    State(app): State<Arc<App>>,
    Address(address): Address,
    Body(wanted): Body<ResetWanted>,
) -> Result<StatusCode, Problem> {
    app.limiters.sign_ins.count(&address)?;
    // Beside the answer: how long it takes tells nothing either.
    tokio::spawn(async move {
        if let Err(problem) = access::ask_reset(app, wanted.email, address.to_string()).await {
            tracing::error!(code = problem.code, "a mail for a new password was not written");
        }
    });
    Ok(StatusCode::NO_CONTENT)
}

/// Whose a mailed link is.
#[utoipa::path(post, path = "/access-links/look", tag = "session", operation_id = "look_at_link",
    request_body = LinkToken, responses((status = 200, body = LinkOwner), (status = 404, body = Problem)))]
pub async fn look(
    State(app): State<Arc<App>>,
    Address(address): Address,
    Body(given): Body<LinkToken>,
) -> Result<Json<LinkOwner>, Problem> {
    app.limiters.sign_ins.count(&address)?;
    let (kind, operator) = access::look(&app, &given.token).await?;
    let kind = match kind {
        LinkKind::Invitation => LinkFor::Invitation,
        LinkKind::Reset => LinkFor::Reset,
    };
    let company = app.directory().company.name.clone();
    Ok(Json(LinkOwner { kind, company, name: operator.name, email: operator.email }))
}

/// Uses a mailed link: sets name and password. It is good once; all sign-ins end, a second step stays.
#[utoipa::path(post, path = "/access-links/use", tag = "session", operation_id = "use_link",
    request_body = LinkUse,
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn use_link(
    State(app): State<Arc<App>>,
    Address(address): Address,
    Body(given): Body<LinkUse>,
) -> Result<StatusCode, Problem> {
    app.limiters.sign_ins.count(&address)?;
    undisturbed(access::use_link(app, given, address.to_string())).await?;
    Ok(StatusCode::NO_CONTENT)
}
