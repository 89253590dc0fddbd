package dev.rcrewai.tool.web;

/**
 * One result of a web search.
 *
 * @param url where it leads; http or https
 * @param snippet a few words of the page, or empty
 */
record SearchHit(String title, String url, String snippet) {}
