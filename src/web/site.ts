/** What every page knows of the site. */

export interface WebSite {
  title: string;
  description: string;
  /** BCP 47. */
  language: string;
  /** Public address, without a slash at its end. It may have a path, which a proxy may take off or leave on. */
  baseUrl: string;
  /** WebSub hub of the feeds. */
  hub?: string;
  /** Origins that pictures of nodes may come from; none unless told: a page asks nothing of others. */
  imageOrigins?: readonly string[];
}
