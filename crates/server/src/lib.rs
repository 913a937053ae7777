//! The process `hovorna`: HTTP, live sockets, sign-in, actions, workers, command line.
//!
//! `actions` are the only writers. `http` and `live` are thin: they know who asks and how it is said. `hub`, `board`,
//! `roster` and `directory` hold in memory what can be read again. `shape` says who sees what.

pub mod actions;
pub mod app;
mod asking;
pub mod backup;
pub mod board;
pub mod config;
pub mod consent;
pub mod csv;
pub mod deadlines;
pub mod demo;
pub mod directory;
pub mod files;
pub mod hours;
pub mod http;
pub mod hub;
pub mod identify;
pub mod lines;
pub mod links;
pub mod live;
pub mod logo;
pub mod looking;
pub mod mail;
mod messengers;
pub mod openid;
pub mod pace;
pub mod passwords;
pub mod pictures;
pub mod problem;
pub mod reception;
pub mod roster;
pub mod rotation;
pub mod routing;
pub mod seal;
pub mod second_factor;
pub mod secret;
pub mod serve;
pub mod shape;
pub mod webhooks;
pub mod wire;
pub mod workers;
