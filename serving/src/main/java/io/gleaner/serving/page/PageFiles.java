package io.gleaner.serving.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The page's own files: part of the jar, and no others. */
public final class PageFiles {

  /** One file, read once. */
  public static final class PageFile {
    private final String contentType;
    private final byte[] content;

    private PageFile(String contentType, byte[] content) {
      this.contentType = contentType;
      this.content = content;
    }

    /** Of the HTTP answer. */
    public String contentType() {
      return contentType;
    }

    /** Its bytes. */
    public InputStream content() {
      return new java.io.ByteArrayInputStream(content);
    }
  }

  private static final String[] NAMES = {
    "index.html",
    "page.css",
    "icon.svg",
    "main.js",
    "access.js",
    "cards.js",
    "charts.js",
    "classes.js",
    "dom.js",
    "drifts.js",
    "figures.js",
    "images.js",
    "queries.js",
    "stream.js",
    "theme.js",
    "vendor/uPlot.iife.min.js",
    "vendor/uPlot.min.css"
  };

  private PageFiles() {}

  /** The files by the path under which they are asked for. */
  public static Map<String, PageFile> byPath() {
    Map<String, PageFile> files = new LinkedHashMap<>();
    for (String name : NAMES) {
      PageFile file = new PageFile(contentType(name), read(name));
      files.put(name.equals("index.html") ? "/" : "/page/" + name, file);
    }
    return files;
  }

  private static String contentType(String name) {
    String type =
        switch (name.substring(name.lastIndexOf('.') + 1)) {
          case "html" -> "text/html";
          case "css" -> "text/css";
          case "svg" -> "image/svg+xml";
          default -> "text/javascript";
        };
    return type + "; charset=utf-8";
  }

  private static byte[] read(String name) {
    try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the page's file " + name + " is missing in the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
