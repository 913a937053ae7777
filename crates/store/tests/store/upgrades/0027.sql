-- Somebody takes no chats: not for the moment, and not at all.
update operator set entries_barred = '["chat"]', entries_off = '["chat"]' where id = #02;
