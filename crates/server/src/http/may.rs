//! What a request asks of an operator beside being signed in: a handler that takes [`May`] is never entered without it.

use super::ask::Operator;
use crate::{app::App, problem::Problem};
use axum::{extract::FromRequestParts, http::request::Parts};
use desk::Permission;
use std::{marker::PhantomData, sync::Arc};

/// An operator who may do this.
#[derive(Clone, Debug)]
pub struct May<A> {
    /// Who.
    pub by: Operator,
    asked: PhantomData<A>,
}

/// What is asked for.
pub trait Asked {
    /// One of these is enough.
    const ANY: &'static [Permission];
}

/// What can be asked for.
pub mod can {
    use super::Asked;
    use desk::Permission;

    macro_rules! can {
        ($($(#[$doc:meta])* $name:ident: $($permission:ident)|+;)+) => {
            $(
                $(#[$doc])*
                #[derive(Clone, Copy, Debug)]
                pub struct $name;

                impl Asked for $name {
                    const ANY: &'static [Permission] = &[$(Permission::$permission),+];
                }
            )+
        };
    }

    can! {
        /// Sends clients to others.
        Redirect: Redirect;
        /// Bans clients and lifts bans.
        Ban: Ban;
        /// Takes lists away in a file.
        Export: Export;
        /// Changes tags and results.
        Texts: Texts;
        /// Changes users.
        Users: Users;
        /// Reads who there is: also to put them into groups, and to look for what they did.
        ReadUsers: Users | Groups | Audit;
        /// Changes groups and their hours.
        Groups: Groups;
        /// Reads which groups there are: also to put users into them, and to lead clients to them.
        ReadGroups: Groups | Users | Widgets;
        /// Changes widgets and what the company signs with.
        Widgets: Widgets;
        /// Changes settings, mail, webhooks, what is kept for how long, and API tokens.
        Settings: Settings;
        /// Reads the audit log.
        Audit: Audit;
    }
}

impl<A: Asked> FromRequestParts<Arc<App>> for May<A> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let operator = Operator::from_request_parts(parts, app).await?;
        if operator.rights.may_any(A::ANY) {
            Ok(Self { by: operator, asked: PhantomData })
        } else {
            Err(A::ANY.first().map_or_else(Problem::forbidden, |it| Problem::not_permitted(*it)))
        }
    }
}
