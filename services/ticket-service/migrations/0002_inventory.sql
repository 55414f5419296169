-- How places change hands. Functions, because several steps must see each other's effects under one lock within one
-- round trip: a single statement keeps the snapshot it had before it waited for the lock, a function's statements do not.
-- Everything locks tiers first and in the order of their ids, so nothing deadlocks.

-- The lines of an order in the order in which their tiers are locked.
CREATE FUNCTION reservation_lines(p_lines jsonb) RETURNS TABLE (tier_id uuid, quantity int, seat_ids text[])
LANGUAGE sql IMMUTABLE AS $$
  SELECT (line ->> 'tierId')::uuid, (line ->> 'quantity')::int, ARRAY(SELECT jsonb_array_elements_text(line -> 'seatIds'))
  FROM jsonb_array_elements(p_lines) AS line
  ORDER BY 1
$$;

-- Decides a batch of general-admission orders, per tier in their order: one refused for its size does not stop a smaller
-- one behind it. The result has one word per order: reserved, known (the order has a row already), sold-out, not-on-sale,
-- wrong-kind.
CREATE FUNCTION reserve_general(
  p_tiers uuid[],
  p_orders uuid[],
  p_events uuid[],
  p_users uuid[],
  p_quantities int[],
  p_expiries timestamptz[],
  p_outbox json[]
) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
  asked record;
  tier tiers;
  locked uuid;
  remaining int;
  result text;
  results text[] := array_fill(NULL::text, ARRAY[cardinality(p_orders)]);
BEGIN
  FOR asked IN
    SELECT * FROM unnest(p_tiers, p_orders, p_events, p_users, p_quantities, p_expiries)
                  WITH ORDINALITY AS orders (tier_id, order_id, event_id, user_id, quantity, expiry, position)
    ORDER BY tier_id, position
  LOOP
    IF asked.tier_id IS DISTINCT FROM locked THEN
      SELECT * INTO tier FROM tiers WHERE id = asked.tier_id FOR UPDATE;
      locked := asked.tier_id;
      remaining := tier.available;
    END IF;
    result := CASE
      WHEN tier.id IS NULL OR tier.event_id <> asked.event_id OR NOT tier.on_sale THEN 'not-on-sale'
      WHEN tier.kind <> 'general' THEN 'wrong-kind'
      WHEN asked.quantity > remaining THEN 'sold-out'
      ELSE 'reserved'
    END;
    IF result = 'reserved' THEN
      INSERT INTO reservations (order_id, event_id, user_id, status, lines, version, check_at)
      VALUES (
        asked.order_id, tier.event_id, asked.user_id, 'reserved',
        jsonb_build_array(jsonb_build_object('tierId', tier.id, 'quantity', asked.quantity, 'seatIds', '[]'::jsonb)),
        1, asked.expiry
      )
      ON CONFLICT DO NOTHING;
      IF FOUND THEN
        remaining := remaining - asked.quantity;
      ELSE
        result := 'known';
      END IF;
    ELSIF EXISTS (SELECT FROM reservations WHERE order_id = asked.order_id) THEN
      result := 'known';
    END IF;
    results[asked.position] := result;
  END LOOP;

  IF 'reserved' = ANY (results) THEN
    UPDATE tiers
    SET available = available - taken.quantity, reserved = reserved + taken.quantity, revision = revision + 1
    FROM (
      SELECT tier_id, sum(quantity) AS quantity
      FROM unnest(p_tiers, p_quantities, results) AS orders (tier_id, quantity, result)
      WHERE orders.result = 'reserved' GROUP BY tier_id
    ) AS taken
    WHERE id = taken.tier_id;
    INSERT INTO outbox (topic, subject, aggregate_version, event)
    SELECT 'ticket-events', told.order_id::text, 1, told.event
    FROM unnest(p_orders, p_outbox, results) WITH ORDINALITY AS told (order_id, event, result, position)
    WHERE told.result = 'reserved'
    ORDER BY told.position;
    PERFORM pg_notify('outbox', '');
  END IF;
  RETURN results;
END
$$;

-- Moves the places of one order between available, reserved and sold. Places that come back while the tier is larger
-- than the organiser wants do not become available: the tier shrinks.
CREATE FUNCTION move_places(p_order uuid, p_lines jsonb, p_from text, p_to text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  line record;
  tier tiers;
  surplus int;
  moved int;
BEGIN
  FOR line IN SELECT * FROM reservation_lines(p_lines) LOOP
    SELECT * INTO STRICT tier FROM tiers WHERE id = line.tier_id FOR UPDATE;
    surplus := CASE WHEN p_to = 'available' THEN least(line.quantity, tier.capacity - tier.wanted_capacity) ELSE 0 END;
    IF tier.kind = 'seated' THEN
      IF p_to = 'available' THEN
        DELETE FROM seats
        WHERE tier_id = tier.id AND seat_id = ANY (line.seat_ids) AND order_id = p_order AND status = p_from AND withdrawn;
        GET DIAGNOSTICS surplus = ROW_COUNT;
      END IF;
      UPDATE seats
      SET status = CASE p_to WHEN 'available' THEN 'free' ELSE p_to END,
          order_id = CASE p_to WHEN 'available' THEN NULL ELSE p_order END
      WHERE tier_id = tier.id AND seat_id = ANY (line.seat_ids)
        AND CASE p_from WHEN 'available' THEN status = 'free' ELSE status = p_from AND order_id = p_order END;
      GET DIAGNOSTICS moved = ROW_COUNT;
      IF moved + surplus <> line.quantity THEN
        RAISE EXCEPTION 'order % has % of % seats %', p_order, moved + surplus, line.quantity, p_from;
      END IF;
    END IF;
    UPDATE tiers
    SET capacity = capacity - surplus,
        available = available + CASE 'available' WHEN p_from THEN -line.quantity WHEN p_to THEN line.quantity - surplus ELSE 0 END,
        reserved = reserved + CASE 'reserved' WHEN p_from THEN -line.quantity WHEN p_to THEN line.quantity ELSE 0 END,
        sold = sold + CASE 'sold' WHEN p_from THEN -line.quantity WHEN p_to THEN line.quantity ELSE 0 END,
        revision = revision + 1
    WHERE id = tier.id;
  END LOOP;
END
$$;

-- Reserves an order with seats or with several tiers, whole or not at all: reserved, known, sold-out, seat-taken,
-- not-on-sale or wrong-kind.
CREATE FUNCTION reserve_order(
  p_order uuid, p_event uuid, p_user uuid, p_lines jsonb, p_expiry timestamptz, p_outbox json
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  line record;
  tier tiers;
  free int;
  refusal text;
BEGIN
  FOR line IN SELECT * FROM reservation_lines(p_lines) LOOP
    SELECT * INTO tier FROM tiers WHERE id = line.tier_id FOR UPDATE;
    SELECT count(*) INTO free FROM seats
    WHERE tier_id = tier.id AND seat_id = ANY (line.seat_ids) AND status = 'free';
    refusal := coalesce(refusal, CASE
      WHEN tier.id IS NULL OR tier.event_id <> p_event OR NOT tier.on_sale THEN 'not-on-sale'
      WHEN (tier.kind = 'seated') <> (cardinality(line.seat_ids) > 0) THEN 'wrong-kind'
      WHEN free < cardinality(line.seat_ids) THEN 'seat-taken'
      WHEN tier.available < line.quantity THEN 'sold-out'
    END);
  END LOOP;
  IF EXISTS (SELECT FROM reservations WHERE order_id = p_order) THEN
    RETURN 'known';
  ELSIF refusal IS NOT NULL THEN
    RETURN refusal;
  END IF;

  INSERT INTO reservations (order_id, event_id, user_id, status, lines, version, check_at)
  VALUES (p_order, p_event, p_user, 'reserved', p_lines, 1, p_expiry)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN 'known'; -- its tombstone, committed a moment ago
  END IF;
  PERFORM move_places(p_order, p_lines, 'available', 'reserved');
  INSERT INTO outbox (topic, subject, aggregate_version, event) VALUES ('ticket-events', p_order::text, 1, p_outbox);
  PERFORM pg_notify('outbox', '');
  RETURN 'reserved';
END
$$;
