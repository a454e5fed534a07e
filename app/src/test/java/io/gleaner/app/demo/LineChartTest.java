package io.gleaner.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.app.demo.LineChart.Line;
import io.gleaner.app.demo.LineChart.Mark;
import io.gleaner.app.demo.LineChart.Point;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class LineChartTest {

  private static Document draw(List<Line> lines, List<Mark> marks) throws Exception {
    String svg = LineChart.document(List.of(LineChart.of("mAP", 0, 100, lines, marks)));
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static String points(Document svg) {
    return svg.getElementsByTagName("polyline")
        .item(0)
        .getAttributes()
        .getNamedItem("points")
        .getNodeValue();
  }

  @Test
  void shouldDrawHigherValuesHigherAndLaterOnesFurtherRight() throws Exception {
    String[] points =
        points(
                draw(
                    List.of(new Line("a", "#000", List.of(new Point(0, 0), new Point(10, 100)))),
                    List.of()))
            .split(" ");
    assertThat(points).containsExactly("56.0,256.0", "610.0,40.0");
  }

  @Test
  void shouldLeaveOutWhatIsNotANumber() throws Exception {
    Document svg =
        draw(
            List.of(new Line("a", "#000", List.of(new Point(0, 50), new Point(5, Double.NaN)))),
            List.of(new Mark("baseline", 20)));
    assertThat(points(svg)).doesNotContain(" ");
    assertThat(svg.getDocumentElement().getTextContent()).contains("baseline");
  }

  @Test
  void shouldKeepValuesOutsideTheScaleAtItsEdge() throws Exception {
    Document svg = draw(List.of(new Line("a", "#000", List.of(new Point(0, 500)))), List.of());
    assertThat(points(svg)).endsWith(",40.0");
  }
}
