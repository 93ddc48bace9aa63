export const logIn: (authorizeUrl: string, login?: string) => Promise<string>;
export const enterCode: (
  verificationUrl: string,
  userCode: string,
  login?: string,
) => Promise<string | undefined>;
