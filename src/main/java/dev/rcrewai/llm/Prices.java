package dev.rcrewai.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.rcrewai.config.ProviderSettings;
import dev.rcrewai.step.Usage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The price table: what each model costs. A model without a price has no cost. Immutable. */
public final class Prices {
  /** How providers name the dated versions of a model that has one price. */
  private static final Pattern VERSION =
      Pattern.compile("-(\\d{3,4}|\\d{8}|\\d{4}-\\d{2}-\\d{2}|latest)$");

  private static final Set<String> KEYS = Set.of("input", "cached_input", "output");

  private final Map<String, Price> byModel;

  private Prices(Map<String, Price> byModel) {
    this.byModel = Map.copyOf(byModel);
  }

  /** A table without prices. */
  public static Prices none() {
    return new Prices(Map.of());
  }

  /**
   * Reads the table.
   *
   * @throws InvalidPrices with every problem of the file
   */
  public static Prices load(Path file) {
    var problems = new ArrayList<String>();
    var prices = new HashMap<String, Price>();
    var models = read(file, problems).path("models");
    if (!models.isObject()) {
      problems.add("models is missing; expected a price for each model");
    }
    models
        .properties()
        .forEach(model ->
            price("models." + model.getKey(), model.getValue(), problems)
                .ifPresent(price -> prices.put(model.getKey(), price)));
    if (!problems.isEmpty()) {
      throw new InvalidPrices(file, problems);
    }
    return new Prices(prices);
  }

  /** The cost in US dollars; empty where no tokens were counted or neither name has a price. */
  Optional<BigDecimal> cost(String provider, String asked, String answered, Usage usage) {
    if (provider.equals(ProviderSettings.SANDBOX)) {
      return Optional.of(BigDecimal.ZERO);
    }
    if (usage.equals(Usage.NONE)) {
      return Optional.empty();
    }
    return find(answered).or(() -> find(asked)).map(price -> price.of(usage));
  }

  /** The most that such a call may cost, or empty where the model has no price. */
  Optional<BigDecimal> costAtMost(String provider, String model, long input, long output) {
    if (provider.equals(ProviderSettings.SANDBOX)) {
      return Optional.of(BigDecimal.ZERO);
    }
    return find(model)
        .map(price ->
            price
                .of(new Usage(input, 0, output, 0))
                .max(price.of(new Usage(input, input, output, 0))));
  }

  private Optional<Price> find(String model) {
    var exact = byModel.get(model);
    return Optional.ofNullable(
        exact != null ? exact : byModel.get(VERSION.matcher(model).replaceFirst("")));
  }

  private static JsonNode read(Path file, List<String> problems) {
    try {
      return new YAMLMapper().readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      problems.add("not YAML: " + e.getOriginalMessage());
    } catch (IOException e) {
      problems.add("cannot be read: " + e);
    }
    return MissingNode.getInstance();
  }

  private static Optional<Price> price(String key, JsonNode node, List<String> problems) {
    int before = problems.size();
    node.fieldNames()
        .forEachRemaining(name -> {
          if (!KEYS.contains(name)) {
            problems.add(key + "." + name + " is unknown; expected input, cached_input or output");
          }
        });
    var input = dollars(key + ".input", node.path("input"), problems);
    var output = dollars(key + ".output", node.path("output"), problems);
    var cached =
        node.has("cached_input")
            ? dollars(key + ".cached_input", node.path("cached_input"), problems)
            : input;
    return problems.size() == before
        ? Optional.of(new Price(input, cached, output))
        : Optional.empty();
  }

  private static BigDecimal dollars(String key, JsonNode node, List<String> problems) {
    if (node.isNumber() && node.decimalValue().signum() >= 0) {
      return node.decimalValue();
    }
    var found = node.isMissingNode() ? "missing" : "'" + node.asText() + "'";
    problems.add(key + " is " + found + "; expected US dollars per million tokens, 0 or more");
    return BigDecimal.ZERO;
  }

  /** A price table that cannot be used. */
  public static final class InvalidPrices extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<String> problems;

    InvalidPrices(Path file, List<String> problems) {
      super(file + ": " + String.join("; ", problems));
      this.problems = List.copyOf(problems);
    }

    /** Each problem, with its key and what was expected. */
    public List<String> problems() {
      return problems;
    }
  }
}
