//! What administrators list and change.

pub mod away_reasons;
pub mod groups;
pub mod results;
pub mod settings;
pub mod tags;
pub mod users;
pub mod widgets;

use crate::{problem::Problem, wire::Page};
use axum::{Json, http::StatusCode};

type Listed<T> = Result<Json<Page<T>>, Problem>;
type Made<T> = Result<(StatusCode, Json<T>), Problem>;

fn all<T>(items: Vec<T>) -> Json<Page<T>> {
    Json(Page { items, next: None })
}
