-- Instruments may change with the parameters, at the same bar.
ALTER TABLE deployment
  ADD COLUMN pending_instruments text[] CHECK (cardinality(pending_instruments) > 0),  -- null: as they are
  ADD CHECK (pending IS NOT NULL OR pending_instruments IS NULL);

-- An epoch keeps what it traded: its deployment may trade others by now.
ALTER TABLE deployment_epoch ADD COLUMN instruments text[];
ALTER TABLE deployment_epoch DISABLE TRIGGER deployment_epoch_append_only;
UPDATE deployment_epoch AS e SET instruments = d.instruments FROM deployment AS d WHERE d.deployment_id = e.deployment_id;
ALTER TABLE deployment_epoch ENABLE TRIGGER deployment_epoch_append_only;
ALTER TABLE deployment_epoch ALTER COLUMN instruments SET NOT NULL, ADD CHECK (cardinality(instruments) > 0);
