package org.deepmft.store;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory of arrays and groups with attributes.
 *
 * <p>Metadata is JSON with sorted keys, so the same store has the same bytes wherever it is
 * written. Attributes are on disk before the group or array they belong to counts as one: after a
 * kill, what can be opened is complete.
 */
public final class ZarrGroup {
  static final String METADATA = ".zgroup";
  static final String ATTRIBUTES = ".zattrs";
  private static final String CONSOLIDATED = ".zmetadata";

  /** No path, nothing that a reader takes for metadata, nothing that Windows refuses. */
  private static final Pattern NAME =
      Pattern.compile("[^./\\\\:*?\"<>|\\p{Cntrl}][^/\\\\:*?\"<>|\\p{Cntrl}]*");

  private final Path directory;
  private final JsonObject attributes;

  private ZarrGroup(Path directory, JsonObject attributes) {
    this.directory = directory;
    this.attributes = attributes;
  }

  /**
   * Creates a group, and directories as needed.
   *
   * @param attributes strings, booleans, finite numbers, and lists, arrays and maps of these
   * @throws FileAlreadyExistsException if the directory holds a group or an array
   * @throws IllegalArgumentException if an attribute cannot be JSON
   * @throws IOException if a file cannot be written
   */
  public static ZarrGroup create(Path directory, Map<String, ?> attributes) throws IOException {
    JsonObject json = Json.object(attributes);
    claim(directory);
    JsonObject group = new JsonObject();
    group.addProperty("zarr_format", 2);
    DurableFile.write(directory.resolve(ATTRIBUTES), Json.text(json));
    DurableFile.write(directory.resolve(METADATA), Json.text(group));
    return new ZarrGroup(directory, json);
  }

  /**
   * Opens a group.
   *
   * @throws NoSuchFileException if there is none
   * @throws IOException if its metadata cannot be read or is not of Zarr version 2
   */
  public static ZarrGroup open(Path directory) throws IOException {
    Path file = directory.resolve(METADATA);
    if (!Files.exists(file)) {
      throw new NoSuchFileException(
          directory.toString(), null, "no Zarr group, .zgroup is missing");
    }
    JsonObject json = Json.read(file);
    if (!json.has("zarr_format") || !json.get("zarr_format").toString().equals("2")) {
      throw new IOException(file + " must have zarr_format 2, got " + json);
    }
    return new ZarrGroup(directory, readAttributes(directory));
  }

  /** Where the group lies. */
  public Path directory() {
    return directory;
  }

  /** A copy of the group's attributes. */
  public JsonObject attributes() {
    return attributes.deepCopy();
  }

  /**
   * Creates a group in this one.
   *
   * @throws IllegalArgumentException if the name is not fit for a file, or an attribute for JSON
   * @throws IOException as {@link #create}
   */
  public ZarrGroup group(String name, Map<String, ?> attributes) throws IOException {
    return create(child(name), attributes);
  }

  /**
   * Opens a group in this one.
   *
   * @throws IOException as {@link #open}
   */
  public ZarrGroup openGroup(String name) throws IOException {
    return open(child(name));
  }

  /** Names of the groups in this one, sorted. */
  public List<String> groups() throws IOException {
    return childrenWith(METADATA);
  }

  /** Names of the arrays in this group, sorted. */
  public List<String> arrays() throws IOException {
    return childrenWith(ZarrArray.METADATA);
  }

  /**
   * Creates an array without chunks: all of it is the fill value.
   *
   * @throws FileAlreadyExistsException if the name is taken
   * @throws IllegalArgumentException if the name is not fit for a file
   * @throws IOException if a file cannot be written
   */
  public ZarrArray createArray(String name, ArraySpec spec) throws IOException {
    return ZarrArray.create(child(name), spec);
  }

  /**
   * Opens an array.
   *
   * @throws NoSuchFileException if there is none
   * @throws IOException if its metadata cannot be read or is not of the kind written here
   */
  public ZarrArray array(String name) throws IOException {
    return ZarrArray.open(child(name));
  }

  /**
   * Writes the metadata of this group and all below it into one file, {@code .zmetadata}, for which
   * xarray looks first. Arrays created later are not seen through it until it is written again;
   * chunks are.
   *
   * @throws IOException if metadata cannot be read or the file not written
   */
  public void consolidate() throws IOException {
    JsonObject metadata = new JsonObject();
    collect("", metadata);
    JsonObject json = new JsonObject();
    json.addProperty("zarr_consolidated_format", 1);
    json.add("metadata", metadata);
    DurableFile.write(directory.resolve(CONSOLIDATED), Json.text(json));
  }

  /**
   * Deletes what killed runs left in this group and all below it; nobody may be writing there
   * meanwhile.
   *
   * @return the number of files deleted
   * @throws IOException if one cannot be deleted
   */
  public int removeTemporaries() throws IOException {
    return DurableFile.removeTemporaries(directory);
  }

  /** Makes a directory for a new group or array. */
  static void claim(Path directory) throws IOException {
    if (Files.exists(directory.resolve(METADATA))
        || Files.exists(directory.resolve(ZarrArray.METADATA))) {
      throw new FileAlreadyExistsException(
          directory.toString(), null, "it holds a Zarr group or array; open it or choose another");
    }
    DurableFile.createDirectories(directory);
  }

  static JsonObject readAttributes(Path directory) throws IOException {
    Path file = directory.resolve(ATTRIBUTES);
    return Files.exists(file) ? Json.read(file) : new JsonObject();
  }

  private void collect(String prefix, JsonObject metadata) throws IOException {
    metadata.add(prefix + METADATA, Json.read(directory.resolve(METADATA)));
    metadata.add(prefix + ATTRIBUTES, readAttributes(directory));
    for (String name : arrays()) {
      Path array = directory.resolve(name);
      String key = prefix + name + "/";
      metadata.add(key + ZarrArray.METADATA, Json.read(array.resolve(ZarrArray.METADATA)));
      metadata.add(key + ATTRIBUTES, readAttributes(array));
    }
    for (String name : groups()) {
      open(directory.resolve(name)).collect(prefix + name + "/", metadata);
    }
  }

  private Path child(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a name must not be empty, start with a dot or hold any of / \\ : * ? \" < > |, got '"
              + name
              + "'");
    }
    return directory.resolve(name);
  }

  private List<String> childrenWith(String metadata) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children
          .filter(child -> Files.exists(child.resolve(metadata)))
          .map(child -> child.getFileName().toString())
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
