/** A moment: milliseconds since 1970-01-01T00:00:00Z. The core has no clock; it is handed one of these. */
export type Instant = number;
