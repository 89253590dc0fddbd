/**
 * What goes beside the server into production: manifests, images, scripts, workflows and
 * monitoring, rendered, checked and run as far as this machine can. Knows files and programs, not
 * the server's classes.
 */
@NullMarked
package dev.rcrewai.deploy;

import org.jspecify.annotations.NullMarked;
