/** The console is one static page that draws everything in the browser. */
export const ssr = false;
export const prerender = false;
