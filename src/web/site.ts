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
  /** Where else the site can be followed: the address of an invitation, and of a bot or channel. */
  follow?: { discord?: string; telegram?: string };
  /** Whether search engines may list nodes behind a content note. They may unless told otherwise. */
  indexNoted?: boolean;
  /** Written as files: nobody answers a search. */
  still?: boolean;
}
