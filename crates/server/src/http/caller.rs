//! Who asks where programs may, too: an operator, or an API token with the scope this place asks for. Everywhere else a token
//! is refused (`ask::SignedIn`).

use super::ask::{Operator, address};
use crate::{
    actions::audit::Doer,
    app::{App, now},
    problem::Problem,
    secret,
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use desk::{Author, OperatorId, Permission, TokenId, token::Scope};
use std::{marker::PhantomData, net::IpAddr, sync::Arc};

/// How every token begins: whoever finds one knows what it is.
pub const PREFIX: &str = "hov_";

/// A place that lets tokens in.
pub trait Place: Send + Sync + 'static {
    /// Those that have this scope.
    const SCOPE: Scope;

    /// An operator needs one of these; none: whoever is signed in is let in.
    const ANY: &'static [Permission];
}

macro_rules! place {
    ($(#[$doc:meta])* $name:ident: $scope:ident $(, $permission:ident)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl Place for $name {
            const SCOPE: Scope = Scope::$scope;
            const ANY: &'static [Permission] = &[$(Permission::$permission),*];
        }
    };
}

place!(
    /// Conversations are read.
    ReadConversations: ReadConversations
);
place!(
    /// Something is noted in a conversation.
    WriteConversations: WriteConversations
);
place!(
    /// Clients are read, whoever serves them.
    ReadClients: ReadClients, SeeAll
);
place!(
    /// Clients are corrected, whoever serves them.
    WriteClients: WriteClients, SeeAll
);
place!(
    /// Users are administered.
    AdminUsers: AdminUsers, Users
);
place!(
    /// Users are read: also to put them into groups, and to look for what they did.
    ReadUsers: AdminUsers, Users, Groups, Audit
);
place!(
    /// Groups are read: also to put users into them, and to lead clients to them.
    ReadGroups: AdminUsers, Groups, Users, Widgets
);
place!(
    /// The audit log is read.
    AdminAudit: AdminAudit, Audit
);

/// A token that holds.
#[derive(Clone, Debug)]
pub struct Token {
    /// Which.
    pub id: TokenId,
    /// What people call it.
    pub name: String,
    /// From which address.
    pub address: IpAddr,
}

/// Who asks.
#[derive(Clone, Debug)]
pub enum By {
    /// An operator who is signed in.
    Operator(Operator),
    /// A program of the company's.
    Token(Token),
}

/// Who asks at a place that lets tokens in.
#[derive(Clone, Debug)]
pub struct Caller<P>(pub By, pub PhantomData<P>);

/// Whoever looks at conversations: what he or she may see.
pub trait Viewing: Sync {
    /// By which drafts and looks are told apart; of a token it is no operator's.
    fn id(&self) -> OperatorId;
    /// Whether conversations of everybody are seen.
    fn sees_all(&self) -> bool;
    /// Whether clients who wait may be looked at, where anybody may.
    fn previews(&self) -> bool;
    /// For what is written down.
    fn doer(&self, app: &App) -> Doer;
}

impl Viewing for Operator {
    fn id(&self) -> OperatorId {
        self.id
    }

    fn sees_all(&self) -> bool {
        Self::sees_all(self)
    }

    fn previews(&self) -> bool {
        self.may(Permission::Preview)
    }

    fn doer(&self, app: &App) -> Doer {
        Self::doer(self, app)
    }
}

impl Viewing for By {
    fn id(&self) -> OperatorId {
        match self {
            Self::Operator(operator) => operator.id,
            Self::Token(token) => OperatorId(token.id.0),
        }
    }

    fn sees_all(&self) -> bool {
        match self {
            Self::Operator(operator) => operator.sees_all(),
            Self::Token(_) => true,
        }
    }

    fn previews(&self) -> bool {
        match self {
            Self::Operator(operator) => operator.previews(),
            Self::Token(_) => true,
        }
    }

    fn doer(&self, app: &App) -> Doer {
        match self {
            Self::Operator(operator) => operator.doer(app),
            Self::Token(token) => Doer::token(&token.name, &token.address.to_string()),
        }
    }
}

impl By {
    /// Whose events are.
    #[must_use]
    pub const fn author(&self) -> Author {
        match self {
            Self::Operator(operator) => Author::Operator(operator.id),
            Self::Token(token) => Author::Token(token.id),
        }
    }

    /// Whether it is a program.
    #[must_use]
    pub const fn is_token(&self) -> bool {
        matches!(self, Self::Token(_))
    }
}

impl<P: Place> FromRequestParts<Arc<App>> for Caller<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let by = match bearer(&parts.headers) {
            Some(token) => By::Token(token_for(app, token, P::SCOPE, address(parts, app))?),
            None => {
                let operator = Operator::from_request_parts(parts, app).await?;
                if let [first, ..] = P::ANY
                    && !operator.rights.may_any(P::ANY)
                {
                    return Err(Problem::not_permitted(*first));
                }
                By::Operator(operator)
            }
        };
        Ok(Self(by, PhantomData))
    }
}

/// What stands behind `Authorization: Bearer` (RFC 6750, section 2.1).
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

fn token_for(app: &App, token: &str, scope: Scope, address: IpAddr) -> Result<Token, Problem> {
    let refused = || Problem::not_signed_in().detail("this API token is not known, or it is over");
    if !token.strip_prefix(PREFIX).is_some_and(secret::looks_like_token) {
        // Guesses cost as much as wrong passwords do.
        app.limiters.sign_ins.count(&address)?;
        return Err(refused());
    }
    let (hash, now, directory) = (secret::token_hash(token), now(), app.directory());
    let kept = directory.tokens.iter().find(|kept| secret::same(&kept.hash, &hash));
    let Some(kept) = kept.filter(|kept| kept.token.holds(now)) else {
        app.limiters.sign_ins.count(&address)?;
        return Err(refused());
    };
    app.limiters.token_requests.count(&kept.token.id.0)?;
    app.known.remember_token(kept.token.id, now);
    if !kept.token.lets(scope) {
        let problem = Problem::refused("scope-missing", "This API token has not the scope that is needed here");
        return Err(problem.with("scope", scope));
    }
    Ok(Token { id: kept.token.id, name: kept.token.name.clone(), address })
}
