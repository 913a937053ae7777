//! The store as the server relies on it: every statement on SQLite and on PostgreSQL, by one text.

mod both;
mod clients;
mod colleagues;
mod conversations;
mod counts;
mod drafts;
mod events;
mod files;
mod groups;
mod hours;
mod identify;
mod lane;
mod lane_failures;
mod lists;
mod mail;
mod migrate;
mod operators;
mod people;
mod persons;
mod properties;
mod second_factors;
mod settings;
mod sign_ins;
mod templates;
mod ways_in;
mod writers;
