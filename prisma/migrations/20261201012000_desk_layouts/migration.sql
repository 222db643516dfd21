-- How a person has arranged the desk: as it is on each kind of screen, and under names that they gave. It is found wherever they sign in.
CREATE TABLE desk_layout (
  layout_id  text PRIMARY KEY,
  owner_id   text NOT NULL REFERENCES user_account (id) ON UPDATE CASCADE ON DELETE CASCADE,
  device     text NOT NULL CHECK (device IN ('wide', 'desktop', 'narrow')),   -- kind of screen that it was made on
  name       text CHECK (length(name) BETWEEN 1 AND 40),                      -- null: as the desk was last on that kind of screen
  body       jsonb NOT NULL,
  changed_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX desk_layout_name ON desk_layout (owner_id, lower(name)) WHERE name IS NOT NULL;
CREATE UNIQUE INDEX desk_layout_last ON desk_layout (owner_id, device) WHERE name IS NULL;
