//! The process `hovorna`: HTTP, live sockets, sign-in, actions, workers, command line.

pub mod wire;
