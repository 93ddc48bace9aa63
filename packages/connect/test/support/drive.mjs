// A person with a browser, as a script: follows a login at oidc-provider's own pages and gives the address it ends up at.

const formOf = (html) => {
  const action = /<form[^>]*action="([^"]+)"/.exec(html)?.[1];
  if (action === undefined) return undefined;
  const fields = new URLSearchParams();
  for (const [tag] of html.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(tag)?.[1];
    const value = /value="([^"]*)"/.exec(tag)?.[1] ?? "";
    if (name !== undefined) fields.set(name, value);
  }
  return { action: action.replaceAll("&amp;", "&"), fields };
};

/** A client with cookies that follows redirects within one origin. Returns the last page or the address outside. */
const browse = () => {
  const cookies = new Map();
  const visit = async (url, init = {}) => {
    for (let hops = 0; hops < 20; hops += 1) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const reply = await fetch(url, { ...init, redirect: "manual", headers: { ...init.headers, cookie } });
      for (const line of reply.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === "") cookies.delete(name);
        else cookies.set(name, value);
      }
      const location = reply.headers.get("location");
      if (location === null) return { url, html: await reply.text() };
      const next = new URL(location, url);
      if (next.origin !== new URL(url).origin || next.pathname === "/callback") return { url: next.href };
      url = next.href;
      init = {};
    }
    throw new Error("too many redirects");
  };
  return visit;
};

const post = (fields) => ({
  method: "POST",
  body: fields,
  headers: { "content-type": "application/x-www-form-urlencoded" },
});

/** Logs in and agrees; resolves with the address of the callback. */
export const logIn = async (authorizeUrl, login = "somebody") => {
  const visit = browse();
  let page = await visit(authorizeUrl);
  for (let steps = 0; steps < 6 && page.html !== undefined; steps += 1) {
    const form = formOf(page.html);
    if (form === undefined)
      throw new Error(`no form on the page: ${page.html.replaceAll(/<[^>]+>/g, " ").slice(0, 400)}`);
    if (form.fields.has("login")) {
      form.fields.set("login", login);
      form.fields.set("password", "x");
    }
    page = await visit(new URL(form.action, page.url).href, post(form.fields));
  }
  return page.url;
};

/** Enters a device code and agrees. */
export const enterCode = async (verificationUrl, userCode, login = "somebody") => {
  const visit = browse();
  let page = await visit(verificationUrl);
  for (let steps = 0; steps < 8; steps += 1) {
    const form = formOf(page.html ?? "");
    if (form === undefined) return page.html;
    if (form.fields.has("user_code") && form.fields.get("user_code") === "")
      form.fields.set("user_code", userCode);
    if (form.fields.has("login")) {
      form.fields.set("login", login);
      form.fields.set("password", "x");
    }
    page = await visit(new URL(form.action, page.url).href, post(form.fields));
  }
  return page.html;
};
