/**
 * Stands in for the packages `rate-limiter-flexible` and `picomatch-browser` in the bundles. gitbeaker loads them for
 * its own transport, which is never used here (see `transport.ts`); without them the bundle is half the size.
 */

export class RateLimiterMemory {}

export class RateLimiterQueue {}

/** `picomatch-browser` is imported as a default export and its `isMatch` taken off it. */
const picomatch = { isMatch: (): boolean => false };

// biome-ignore lint/style/noDefaultExport: the package that this stands for has one.
export default picomatch;
