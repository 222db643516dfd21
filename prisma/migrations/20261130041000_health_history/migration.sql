-- How each part of the installation was, looked at every few minutes. A moment without a row is one at which nobody looked.
CREATE TABLE health_sample (
  part  text NOT NULL,
  at    timestamptz(0) NOT NULL,
  level text NOT NULL CHECK (level IN ('ok', 'warn', 'bad')),
  PRIMARY KEY (part, at)
);
CREATE INDEX health_sample_age ON health_sample (at);
