//! In which kind of text something was found.

use crate::wire::search::FoundIn;
use store::search::What;

/// In which kind of text something was found.
pub const fn found_in(what: What) -> FoundIn {
    match what {
        What::Message | What::Number => FoundIn::Message,
        What::Note => FoundIn::Note,
        What::ClientNote => FoundIn::ClientNote,
        What::Answer => FoundIn::Answer,
        What::File => FoundIn::File,
        What::Name => FoundIn::Name,
        What::Email => FoundIn::Email,
        What::Phone => FoundIn::Phone,
        What::Parameter => FoundIn::Parameter,
        What::Tag => FoundIn::Tag,
    }
}
