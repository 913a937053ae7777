//! The workloads of the performance targets.

pub mod burst;
pub mod conversations;
pub mod deliveries;
pub mod history;
pub mod idle;
pub mod knee;
pub mod start;
pub mod storm;
