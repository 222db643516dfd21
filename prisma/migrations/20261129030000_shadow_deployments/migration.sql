-- Deployments that run on live data and fill by the bar model of the engine: nothing of theirs leaves the house.

ALTER TABLE deployment
  ADD COLUMN mode      text NOT NULL DEFAULT 'live' CHECK (mode IN ('live', 'shadow')),
  ADD COLUMN shadow_of text REFERENCES deployment (deployment_id),   -- the deployment it runs beside; null: none
  ADD CHECK (shadow_of IS NULL OR mode = 'shadow');
CREATE INDEX deployment_shadows ON deployment (shadow_of) WHERE shadow_of IS NOT NULL;

-- virtual: the engine has it, nobody else. withdrawn: its strategy canceled it.
ALTER TABLE deployment_order DROP CONSTRAINT deployment_order_state_check;
ALTER TABLE deployment_order ADD CONSTRAINT deployment_order_state_check
  CHECK (state IN ('held', 'sent', 'dropped', 'virtual', 'withdrawn'));

-- A fill of the engine's venue, as the strategy of a shadow was told of it. Its books are the sum of these.
CREATE TABLE deployment_virtual_fill (
  deployment_id text NOT NULL REFERENCES deployment (deployment_id),
  epoch         integer NOT NULL,
  symbol        text NOT NULL,
  place         integer NOT NULL,                                 -- among the engine's fills of the symbol; -1: closed as the epoch ended
  number        integer,                                          -- of the strategy's order; null: none
  told_at       timestamptz(3) NOT NULL,                          -- moment of the decision after it
  side          text NOT NULL CHECK (side IN ('buy', 'sell')),
  qty           numeric NOT NULL CHECK (qty > 0),
  price         numeric NOT NULL,
  fee           numeric NOT NULL,                                 -- in the currency of the price
  currency      text NOT NULL,
  PRIMARY KEY (deployment_id, epoch, symbol, place)
);
CREATE TRIGGER deployment_virtual_fill_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON deployment_virtual_fill
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
