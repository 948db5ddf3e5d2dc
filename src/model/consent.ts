/** What people have agreed to, in the configuration. */
export interface Consent {
  /** Endpoints that whoever runs it leaves in Flask this time. */
  readonly declined?: ReadonlySet<string>;
  /** Only what is proved equal is done, and what was agreed to. */
  readonly onlySame: boolean;
  readonly accepted: readonly Acceptance[];
}

export interface Acceptance {
  /** A message. */
  readonly id: string;
  /** `POST /orders`, `/admin/*`, an endpoint; none: wherever the message occurs. */
  readonly routes: readonly string[];
  readonly reason: string;
}
