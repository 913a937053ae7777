-- Colleagues in a talk: who is in it, or asked into it, beside the operator who has it.

alter table conversation add column colleagues jsonb not null default '{}';

-- The same as the column, for the lists of those colleagues.
create table colleague (
    conversation_id uuid not null references conversation (id),
    -- `guest` or `invited`.
    part text not null,
    operator_id uuid references operator (id),
    group_id uuid references operator_group (id)
);
create index colleague_conversation on colleague (conversation_id);
create index colleague_operator on colleague (operator_id, part) where operator_id is not null;
create index colleague_group on colleague (group_id) where group_id is not null;
