-- What admins ask for: an order by the end of its id, which people read out, and what changed lately.
CREATE INDEX orders_short_id ON orders ((right(id::text, 8)), id);
CREATE INDEX orders_changed ON orders (updated_at);
