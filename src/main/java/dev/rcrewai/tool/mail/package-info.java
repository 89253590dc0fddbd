/** Mail to those whom the operator allows. */
@NullMarked
package dev.rcrewai.tool.mail;

import org.jspecify.annotations.NullMarked;
