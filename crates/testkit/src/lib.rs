//! A desk in a test: what happened there is told by the desk's own rules, at moments of the past, and stored by the
//! store's own statements.
//!
//! [`Telling`] is a database while it is told, [`Story`] one conversation of it. [`lumen`] is a whole company in the middle
//! of a shift: `hovorna demo`, the pictures and the browser tests that need a desk full of things all start from it.
//!
//! Nothing here reads a clock or makes anything at random: told twice for the same moment, it is the same.

pub mod drawn;
pub mod ids;
pub mod lumen;
pub mod story;

pub use ids::Ids;
pub use story::{Entrance, Story, Telling};
