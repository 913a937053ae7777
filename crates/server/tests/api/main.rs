//! The API as its users meet it: over HTTP and the live sockets, against the real server.

mod account;
mod administration;
mod bad_input;
mod colleagues;
mod composer;
mod demo;
mod document;
mod entering;
mod files;
mod graces;
mod health;
mod hours;
mod identify;
mod links;
mod live;
mod mail;
mod merging;
mod outside_bytes;
mod permissions;
mod routing;
mod serving;
mod session;
mod support;
mod talking;
mod ways_in;
mod webhooks;
