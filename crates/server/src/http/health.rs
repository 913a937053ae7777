//! Whether the process lives, whether it can serve, and its figures.

use crate::{app::App, problem::Problem};
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::sync::{Arc, OnceLock};

static FIGURES: OnceLock<PrometheusHandle> = OnceLock::new();

/// Starts collecting figures. A second start within the process (tests) changes nothing.
pub fn collect_figures() {
    if let Ok(handle) = PrometheusBuilder::new().install_recorder() {
        let _ = FIGURES.set(handle);
    }
}

/// The process lives.
pub async fn live() -> &'static str {
    "live\n"
}

/// The process can serve: the database answers, and it is not about to stop.
pub async fn ready(State(app): State<Arc<App>>) -> Response {
    if *app.stopping.borrow() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n").into_response();
    }
    let answers = async { app.store.read().await?.conn().directory_version().await };
    match answers.await {
        Ok(_) => "ready\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "not ready: the database does not answer");
            Problem::unavailable().into_response()
        }
    }
}

/// Figures for Prometheus.
pub async fn metrics(State(app): State<Arc<App>>) -> Response {
    let (waiting, active) = app.board().counts();
    #[expect(clippy::cast_precision_loss, reason = "figures, not money")]
    let figure = |n: usize| n as f64;
    metrics::gauge!("hovorna_conversations_waiting").set(figure(waiting));
    metrics::gauge!("hovorna_conversations_active").set(figure(active));
    metrics::gauge!("hovorna_client_sockets").set(figure(app.hub.client_sockets()));
    let text = FIGURES.get().map(PrometheusHandle::render).unwrap_or_default();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}
