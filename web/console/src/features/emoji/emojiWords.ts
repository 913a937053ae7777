/** What the picker says, in the console's language. */
import { m } from '@hovorna/shared/words';

export function emojiWords() {
  return {
    categoriesLabel: m.console_emoji_categories(),
    emojiUnsupportedMessage: m.console_emoji_unsupported(),
    favoritesLabel: m.console_emoji_favourites(),
    loadingMessage: m.console_emoji_loading(),
    networkErrorMessage: m.console_emoji_failed(),
    regionLabel: m.console_emoji(),
    searchDescription: m.console_emoji_search_hint(),
    searchLabel: m.console_emoji_search(),
    searchResultsLabel: m.console_emoji_found(),
    skinToneDescription: m.console_emoji_search_hint(),
    skinToneLabel: m.console_emoji_skin({ skinTone: '{skinTone}' }),
    skinTonesLabel: m.console_emoji_skins(),
    skinTones: [
      m.console_emoji_skin_default(),
      m.console_emoji_skin_light(),
      m.console_emoji_skin_medium_light(),
      m.console_emoji_skin_medium(),
      m.console_emoji_skin_medium_dark(),
      m.console_emoji_skin_dark(),
    ],
    categories: {
      custom: m.console_emoji_custom(),
      'smileys-emotion': m.console_emoji_smileys(),
      'people-body': m.console_emoji_people(),
      'animals-nature': m.console_emoji_animals(),
      'food-drink': m.console_emoji_food(),
      'travel-places': m.console_emoji_travel(),
      activities: m.console_emoji_activities(),
      objects: m.console_emoji_objects(),
      symbols: m.console_emoji_symbols(),
      flags: m.console_emoji_flags(),
    },
  };
}
