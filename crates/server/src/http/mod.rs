//! HTTP: the routes, who asks, what is refused before a handler sees it.

pub mod access;
pub mod account;
pub mod administration;
pub mod after;
pub mod ask;
pub mod assets;
pub mod audit;
pub mod bans;
pub mod caller;
pub mod channels;
pub mod client_export;
pub mod clients;
pub mod colleagues;
pub mod conversations;
pub mod document;
pub mod export;
pub mod files;
pub mod form;
pub mod health;
pub mod hooks;
pub mod hours;
pub mod identify;
pub mod known;
pub mod limits;
pub mod links;
pub mod listing;
pub mod logos;
pub mod mail;
pub mod may;
pub mod offline;
pub mod openid;
pub mod origin;
pub mod persons;
pub mod photos;
pub mod privacy;
pub mod routing;
pub mod search;
pub mod security;
pub mod session;
pub mod templates;
pub mod tokens;
pub mod webhooks;
pub mod widget;
pub mod workspace;

use crate::{app::App, live, problem::Problem};
use administration::{away_reasons, groups, results, settings, tags, users, widgets};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use std::{any::Any, sync::Arc, time::Duration};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, DefaultPredicate, Predicate, predicate::SizeAbove},
    timeout::TimeoutLayer,
};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

/// A request's body is at most this large, in bytes.
const LARGEST_BODY: usize = 128 * 1024;
/// What a messenger calls with is at most this large, in bytes.
const LARGEST_HOOK: usize = 4 * 1024 * 1024;
/// No request takes longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The documented routes and the document of them.
pub fn documented() -> (Documented, utoipa::openapi::OpenApi) {
    let operators = OpenApiRouter::new()
        .routes(routes!(session::set_up_state, session::set_up))
        .routes(routes!(session::sign_in, session::current, session::sign_out))
        .routes(routes!(openid::begin))
        .routes(routes!(openid::come_back))
        .routes(routes!(session::choose_status))
        .routes(routes!(session::end_wrap_up))
        .routes(routes!(session::switch_entries))
        .routes(routes!(access::ask_reset))
        .routes(routes!(access::look))
        .routes(routes!(access::use_link))
        .routes(routes!(account::list_sessions, account::revoke_other_sessions))
        .routes(routes!(account::revoke_session))
        .routes(routes!(account::change_password))
        .routes(routes!(photos::set_profile))
        .routes(routes!(openid::own_ways))
        .routes(routes!(openid::unlink_own))
        .routes(routes!(account::second_factor_state, account::begin_second_factor))
        .routes(routes!(account::confirm_second_factor))
        .routes(routes!(account::renew_recovery_codes))
        .routes(routes!(account::turn_off_second_factor))
        .routes(routes!(workspace::workspace))
        .routes(routes!(workspace::time))
        .routes(routes!(conversations::list))
        .routes(routes!(export::export))
        .routes(routes!(listing::choices))
        .routes(routes!(conversations::view))
        .routes(routes!(conversations::older_events))
        .routes(routes!(conversations::targets))
        .routes(routes!(conversations::accept))
        .routes(routes!(conversations::redirect))
        .routes(routes!(conversations::end))
        .routes(routes!(after::send_transcript))
        .routes(routes!(colleagues::invite))
        .routes(routes!(colleagues::join))
        .routes(routes!(colleagues::decline))
        .routes(routes!(colleagues::withdraw))
        .routes(routes!(colleagues::leave_talk))
        .routes(routes!(colleagues::hand_over))
        .routes(routes!(conversations::add_message))
        .routes(routes!(conversations::add_note))
        .routes(routes!(conversations::keep_draft))
        .routes(routes!(links::preview))
        .routes(routes!(conversations::set_tags))
        .routes(routes!(clients::change_client))
        .routes(routes!(clients::candidates))
        .routes(routes!(clients::merge_client))
        .routes(routes!(clients::part_client))
        .routes(routes!(conversations::add_client_note))
        .routes(routes!(bans::ban))
        .routes(routes!(bans::list))
        .routes(routes!(bans::lift))
        .routes(routes!(bans::restore))
        .routes(routes!(persons::view, persons::correct))
        .routes(routes!(photos::read_of_client))
        .routes(routes!(search::search))
        .routes(routes!(offline::list))
        .routes(routes!(offline::view))
        .routes(routes!(offline::take))
        .routes(routes!(offline::release))
        .routes(routes!(offline::answer))
        .routes(routes!(offline::close))
        .routes(routes!(offline::reopen))
        .routes(routes!(templates::list, templates::add))
        .routes(routes!(templates::change, templates::remove))
        .routes(routes!(users::list_users, users::add_user))
        .routes(routes!(users::list_permissions))
        .routes(routes!(users::change_user))
        .routes(routes!(users::deactivate_user))
        .routes(routes!(users::reactivate_user))
        .routes(routes!(users::sign_out_user))
        .routes(routes!(access::invite))
        .routes(routes!(access::invite_again, access::withdraw))
        .routes(routes!(audit::list_audit))
        .routes(routes!(account::reset_second_factor))
        .routes(routes!(account::rules, account::change_rules))
        .routes(routes!(openid::state, openid::set))
        .routes(routes!(openid::test))
        .routes(routes!(openid::unlink))
        .routes(routes!(groups::list_groups, groups::add_group))
        .routes(routes!(groups::change_group, groups::remove_group))
        .routes(routes!(hours::of_group, hours::set, hours::remove))
        .routes(routes!(hours::preview))
        .routes(routes!(hours::choices))
        .routes(routes!(routing::of_conversation))
        .routes(routes!(routing::try_rules))
        .routes(routes!(widgets::list_widgets, widgets::add_widget))
        .routes(routes!(widgets::change_widget, widgets::remove_widget))
        .routes(routes!(widgets::list_consents))
        .routes(routes!(results::list_results, results::add_result))
        .routes(routes!(results::change_result, results::remove_result))
        .routes(routes!(tags::list_tags, tags::add_tag))
        .routes(routes!(tags::change_tag, tags::remove_tag))
        .routes(routes!(away_reasons::list, away_reasons::add))
        .routes(routes!(away_reasons::change, away_reasons::remove))
        .routes(routes!(identify::list_secrets, identify::add_secret))
        .routes(routes!(identify::remove_secret))
        .routes(routes!(tokens::list, tokens::add))
        .routes(routes!(tokens::revoke))
        .routes(routes!(mail::server, mail::set_server, mail::remove_server))
        .routes(routes!(mail::test_server))
        .routes(routes!(mail::list))
        .routes(routes!(mail::retry))
        .routes(routes!(mail::give_up))
        .routes(routes!(privacy::rules, privacy::change_rules))
        .routes(routes!(privacy::due))
        .routes(routes!(privacy::erasure, privacy::erase))
        .routes(routes!(privacy::export))
        .routes(routes!(webhooks::list, webhooks::add))
        .routes(routes!(webhooks::change, webhooks::remove))
        .routes(routes!(webhooks::renew_secret))
        .routes(routes!(webhooks::test))
        .routes(routes!(webhooks::deliveries))
        .routes(routes!(webhooks::view_delivery))
        .routes(routes!(webhooks::replay))
        .routes(routes!(webhooks::replay_all))
        .routes(routes!(channels::list, channels::add))
        .routes(routes!(channels::change, channels::remove))
        .routes(routes!(channels::end_old_secret))
        .routes(routes!(channels::test))
        .routes(routes!(channels::subscribe))
        .routes(routes!(channels::templates))
        .routes(routes!(channels::begin))
        .routes(routes!(channels::send_template))
        .routes(routes!(channels::send_again))
        .routes(routes!(channels::react))
        .routes(routes!(channels::fetch_again))
        .routes(routes!(settings::settings, settings::change_settings));
    let clients = OpenApiRouter::new()
        .routes(routes!(widget::state))
        .routes(routes!(logos::read))
        .routes(routes!(widget::enter))
        .routes(routes!(offline::leave))
        .routes(routes!(identify::identify))
        .routes(routes!(widget::current))
        .routes(routes!(widget::add_message))
        .routes(routes!(widget::leave))
        .routes(routes!(widget::add_page_view))
        .routes(routes!(after::rate))
        .routes(routes!(after::ask_transcript));
    let (requests, mut document) = OpenApiRouter::with_openapi(document::Document::openapi())
        .nest("/api/v1", operators)
        .nest("/widget/v1", clients)
        .split_for_parts();
    let (uploads, more) = OpenApiRouter::new()
        .nest(
            "/api/v1",
            OpenApiRouter::new()
                .routes(routes!(files::upload))
                .routes(routes!(logos::add))
                .routes(routes!(photos::set_own, photos::remove_own))
                .routes(routes!(photos::set_of_user, photos::remove_of_user)),
        )
        .nest("/widget/v1", OpenApiRouter::new().routes(routes!(files::client_upload)))
        .split_for_parts();
    document.merge(more);
    document::complete(&mut document);
    (Documented { requests, uploads }, document)
}

/// The documented routes.
pub struct Documented {
    /// Requests that are answered at once.
    requests: Router<Arc<App>>,
    /// Uploads: as long and as large as they are.
    uploads: Router<Arc<App>>,
}

/// Everything the process answers.
pub fn router(app: Arc<App>) -> Router {
    let (documented, document) = documented();
    let document = Arc::new(document);
    let requests = documented
        .requests
        .route("/api/v1/openapi.json", get(async move || axum::Json(document.as_ref().clone())))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/metrics", get(health::metrics))
        .route("/api/{*rest}", get(async || Problem::not_found()))
        .fallback(assets::serve)
        .method_not_allowed_fallback(async || {
            (StatusCode::METHOD_NOT_ALLOWED, [("content-type", "application/problem+json")], r#"{"type":"urn:hovorna:problem:method-not-allowed","title":"This method is not allowed here","status":405,"code":"method-not-allowed"}"#)
        })
        // Together, the outermost first: each layer by itself is a box for every request, and a copy of what is below it.
        .layer((
            CompressionLayer::new().compress_when(worth_compressing()),
            TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE),
            DefaultBodyLimit::max(LARGEST_BODY),
        ));
    // Sockets live longer than a request may and are not to be compressed.
    let sockets = Router::new()
        .route("/api/v1/live", get(live::console::upgrade))
        .route("/widget/v1/live", get(live::client::upgrade));
    let files = documented
        .uploads
        .route("/files/{id}/{key}", get(files::read))
        .route("/files/{id}/{key}/thumbnail", get(files::read_thumbnail))
        .route("/photos/{key}", get(photos::read));
    // Messengers call with up to 3 MB at once, and by their own rules: neither cookies nor origins.
    let hooks = Router::new()
        .route("/hooks/{kind}/{id}", get(hooks::confirm).post(hooks::deliver))
        .layer(DefaultBodyLimit::max(LARGEST_HOOK));
    requests
        .merge(sockets)
        .merge(files)
        .merge(hooks)
        .layer((
            CatchPanicLayer::custom(panicked),
            middleware::from_fn_with_state(Arc::clone(&app), security::headers),
            middleware::from_fn_with_state(Arc::clone(&app), security::cross_origin),
        ))
        .with_state(app)
}

/// Answers of a few hundred bytes fit one packet anyway.
fn worth_compressing() -> impl Predicate {
    DefaultPredicate::new().and(SizeAbove::new(1_024))
}

/// A panic ends one request, and nobody is told its words.
fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    metrics::counter!("hovorna_panics_total").increment(1);
    Problem::unavailable().into_response()
}
