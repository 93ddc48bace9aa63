/** Names one API spec inside a server; the key of `App.apis`. */
export type ApiId = string;

/** OpenAPI Server Object. `url` is absolute, or relative (then a base URL must be given at run time). */
export type Server = {
  readonly url: string;
  readonly variables?: Readonly<
    Record<string, { readonly default: string; readonly enum?: readonly string[] }>
  >;
};

/** Scheme name → scopes; all schemes of one requirement are needed together. `{}` means anonymous is fine. */
export type SecurityRequirement = Readonly<Record<string, readonly string[]>>;

/** What calls to one API have in common. */
export type Api = {
  readonly title: string;
  readonly servers: readonly Server[];
  readonly security: readonly SecurityRequirement[];
  readonly schemes: Readonly<Record<string, SecurityScheme>>;
  /** Environments do not move this API's hosts; override variables still do. */
  readonly pinned?: true;
};

/** Where access tokens are minted. Both are relative to the API's server when they are not absolute. */
export type TokenEndpoint =
  /** The token endpoint itself (RFC 6749 section 3.2). */
  | { readonly tokenUrl: string }
  /** The document that names it (OpenID Connect Discovery 1.0 section 4), read when a token is first needed. */
  | { readonly discoveryUrl: string };

/** A way to an access token, with the environment variables of what it takes. */
export type Grant =
  /** RFC 6749 section 6. A public client has no secret. */
  | {
      readonly type: "refreshToken";
      readonly endpoint: TokenEndpoint;
      readonly variables: {
        readonly refreshToken: string;
        readonly clientId: string;
        readonly clientSecret: string;
      };
    }
  /** RFC 6749 section 4.3. The client may be unnamed, or public. */
  | {
      readonly type: "password";
      readonly endpoint: TokenEndpoint;
      readonly variables: {
        readonly username: string;
        readonly password: string;
        readonly clientId: string;
        readonly clientSecret: string;
      };
    }
  /** RFC 6749 section 4.4. */
  | {
      readonly type: "clientCredentials";
      readonly endpoint: TokenEndpoint;
      readonly variables: { readonly clientId: string; readonly clientSecret: string };
    };

/** OpenAPI Security Scheme Object, with the names of the environment variables that hold its secrets. */
export type SecurityScheme =
  | {
      readonly type: "apiKey";
      readonly in: "header" | "query" | "cookie";
      readonly name: string;
      readonly variables: { readonly key: string };
    }
  | { readonly type: "basic"; readonly variables: { readonly username: string; readonly password: string } }
  /** A ready-made token sent as `Authorization: Bearer`; OAuth2 flows that need a person come down to this. */
  | { readonly type: "bearer"; readonly variables: { readonly token: string } }
  /** Any other HTTP authentication scheme (RFC 9110 section 11.1): a ready value is sent after the scheme's name. */
  | {
      readonly type: "http";
      readonly scheme: string;
      readonly variables: { readonly authorization: string };
    }
  /** OAuth 2.0 and OpenID Connect: a ready token, else the first of the grants whose variables are set. */
  | {
      readonly type: "oauth2";
      /** In the order in which they are tried. */
      readonly grants: readonly Grant[];
      readonly variables: { readonly token: string };
    }
  /** A client certificate; the variables hold paths of PEM files, the passphrase excepted. The last two may be unset. */
  | {
      readonly type: "mutualTls";
      readonly variables: {
        readonly cert: string;
        readonly key: string;
        readonly passphrase: string;
        readonly ca: string;
      };
    }
  /** Known to OpenAPI but not to this runtime: calls that need it answer `auth`. */
  | { readonly type: "unsupported"; readonly reason: string };

/** A host of the spec that environments or a variable can move. */
export type HostRule = {
  /** Origins in the spec that this rule covers: `https://api.example.com`. */
  readonly origins: readonly string[];
  /** Environment variable that replaces the origin; wins over the deployment. */
  readonly variable?: string;
  /** Deployment → origin. A name that is missing keeps the spec's origin. */
  readonly deployments?: Readonly<Record<string, string>>;
};

export type Hosts = {
  /** Environment variable that names the deployment, and the values it may take; unset or empty means the first. */
  readonly deployment?: { readonly variable: string; readonly values: readonly string[] };
  readonly rules: Readonly<Record<string, HostRule>>;
};
