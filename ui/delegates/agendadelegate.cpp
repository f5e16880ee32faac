#include "ui/delegates/agendadelegate.h"

#include "ui/models/agendamodel.h"
#include "ui/theme/colorroles.h"
#include "ui/theme/typescale.h"
#include "ui/widgets/statuschip.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

constexpr int kGap = space::kMedium;

//! Paints one row; keeps what all parts need.
class RowPainter
{
public:
    RowPainter(QPainter *painter, const QStyleOptionViewItem &option, const AgendaRow &row)
        : m_painter(painter)
        , m_option(option)
        , m_row(row)
    {
    }

    void background(bool isNext) const;
    void text(const QRect &rect, const QString &text, ColorRole role, const QFont &font) const;
    void name(const QRect &rect, bool withAge, bool strong) const;
    void chip(const QRect &rect) const;
    void action(const QRect &rect, bool isNext) const;
    QColor color(ColorRole role) const { return roleColor(role, m_option.palette); }
    bool isSelected() const { return m_option.state & QStyle::State_Selected; }

private:
    QRect placed(const QRect &rect) const
    {
        return QStyle::visualRect(m_option.direction, m_option.rect, rect);
    }
    Qt::Alignment leading() const
    {
        return Qt::AlignVCenter | (m_option.direction == Qt::RightToLeft ? Qt::AlignRight : Qt::AlignLeft);
    }

    QPainter *m_painter;
    const QStyleOptionViewItem &m_option;
    const AgendaRow &m_row;
};

void RowPainter::background(bool isNext) const
{
    const QRect rect = m_option.rect;
    if (isSelected())
        m_painter->fillRect(rect, color(ColorRole::Selected));
    else if (m_option.state & QStyle::State_MouseOver)
        m_painter->fillRect(rect, color(ColorRole::Hover));
    m_painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), color(ColorRole::Hairline));
    if (isNext || isSelected())
        m_painter->fillRect(placed(QRect(rect.left(), rect.top(), 3, rect.height() - 1)),
                            color(ColorRole::Accent));
    if ((m_option.state & QStyle::State_HasFocus) && (m_option.state & QStyle::State_Active)) {
        m_painter->setPen(QPen(color(ColorRole::Accent), 2));
        m_painter->setBrush(Qt::NoBrush);
        m_painter->drawRect(rect.adjusted(1, 1, -1, -2));
    }
}

void RowPainter::text(const QRect &rect, const QString &text, ColorRole role, const QFont &font) const
{
    if (rect.isEmpty() || text.isEmpty())
        return;
    m_painter->setFont(font);
    m_painter->setPen(color(role));
    const QString fitting = QFontMetrics(font).elidedText(text, Qt::ElideRight, rect.width());
    // Names keep the direction of their own script, whatever the direction of the window.
    m_painter->setLayoutDirection(text.isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight);
    m_painter->drawText(placed(rect), static_cast<int>(leading() | Qt::AlignAbsolute | Qt::TextSingleLine),
                        fitting);
}

void RowPainter::name(const QRect &rect, bool withAge, bool strong) const
{
    const QFont font = scaledFont(TextSize::Body, strong);
    const QString age = withAge && !m_row.age.isEmpty() ? u", "_s + m_row.age : QString();
    const QFont ageFont = tabular(scaledFont(TextSize::Body));
    const int ageWidth = QFontMetrics(ageFont).horizontalAdvance(age);
    const QString fitting =
        QFontMetrics(font).elidedText(m_row.name, Qt::ElideRight, rect.width() - ageWidth);
    const int nameWidth = QFontMetrics(font).horizontalAdvance(fitting) + 1;
    const ColorRole role = isOpen(m_row.state) ? ColorRole::Text : ColorRole::MutedText;
    text(QRect(rect.left(), rect.top(), nameWidth, rect.height()), fitting, role, font);
    text(QRect(rect.left() + nameWidth, rect.top(), ageWidth + 2, rect.height()), age, ColorRole::MutedText,
         ageFont);
}

void RowPainter::chip(const QRect &rect) const
{
    paintChip(m_painter, placed(rect), chipKind(m_row.state), m_row.stateWord, m_option.palette,
              m_option.direction);
}

void RowPainter::action(const QRect &rect, bool isNext) const
{
    if (rect.isEmpty() || m_row.action == RowAction::None)
        return;
    const QFont font = scaledFont(TextSize::Body, true);
    const QRect place = placed(rect);
    const bool filled = isSelected();
    if (filled || isNext) {
        m_painter->setRenderHint(QPainter::Antialiasing);
        m_painter->setPen(filled ? QPen(Qt::NoPen) : QPen(color(ColorRole::Accent)));
        m_painter->setBrush(filled ? QBrush(color(ColorRole::Accent)) : QBrush(Qt::NoBrush));
        m_painter->drawRoundedRect(QRectF(place).adjusted(0.5, 6.5, -0.5, -6.5), kControlRadius,
                                   kControlRadius);
        m_painter->setRenderHint(QPainter::Antialiasing, false);
    }
    m_painter->setFont(font);
    m_painter->setPen(color(filled ? ColorRole::OnAccent : ColorRole::Accent));
    m_painter->drawText(place, Qt::AlignCenter | Qt::TextSingleLine, m_row.actionWord);
}

int widest(const QFontMetrics &metrics, std::initializer_list<QString> words)
{
    int width = 0;
    for (const QString &word : words)
        width = std::max(width, metrics.horizontalAdvance(word));
    return width;
}

} // namespace

AgendaColumns AgendaDelegate::columns(const QRect &row) const
{
    const QFontMetrics body(tabular(scaledFont(TextSize::Body)));
    const QFontMetrics strong(scaledFont(TextSize::Body, true));
    const QFontMetrics caption(scaledFont(TextSize::Caption, true));
    const int time =
        widest(body, {timeText(QDateTime(QDate(2026, 1, 1), QTime(20, 58), Qt::UTC), QTimeZone::utc())});
    const int action = widest(strong, {actionWord(RowAction::Start), actionWord(RowAction::MakeCode)}) + 20;
    int chip = 0;
    for (int state = 0; state <= static_cast<int>(RowState::Expired); ++state)
        chip = std::max(chip, chipSize(caption, stateWord(static_cast<RowState>(state))).width());
    const int clock = body.horizontalAdvance(u"0:00:00"_s);
    const int code = body.horizontalAdvance(u"WWWWW WWWWW"_s) * 4 / 5;

    AgendaColumns columns;
    int rest = row.width() - 2 * space::kLarge - time - action - chip - clock - 4 * kGap;
    const int em = body.horizontalAdvance(u'M');
    const bool hasCode = rest > code + 36 * em;
    if (hasCode)
        rest -= code + kGap;
    columns.showsAge = rest > 28 * em;
    const bool hasReason = rest > 22 * em;
    const bool hasPractitioner = m_practitionersShown && rest > 14 * em;
    const int parts = 4 + (hasReason ? 4 : 0) + (hasPractitioner ? 3 : 0);
    rest -= (hasReason ? kGap : 0) + (hasPractitioner ? kGap : 0);

    int x = row.left() + space::kLarge;
    const auto take = [&row, &x](int width) {
        const QRect rect(x, row.top(), width, row.height());
        x += width + kGap;
        return rect;
    };
    columns.time = take(time);
    columns.name = take(rest * 4 / parts);
    if (hasReason)
        columns.reason = take(rest * 4 / parts);
    if (hasPractitioner)
        columns.practitioner = take(rest * 3 / parts);
    columns.chip = take(chip);
    columns.clock = take(clock);
    if (hasCode)
        columns.code = take(code);
    columns.action = QRect(row.right() - space::kLarge - action, row.top(), action, row.height());
    return columns;
}

void AgendaDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    const auto row = index.data(AgendaModel::RowRole).value<AgendaRow>();
    const bool isNext = row.key == m_nextKey;
    const AgendaColumns columns = this->columns(option.rect);
    painter->save();
    const RowPainter part(painter, option, row);
    part.background(isNext);
    const QFont figures = tabular(scaledFont(TextSize::Body, isNext));
    const ColorRole ink = isOpen(row.state) ? ColorRole::Text : ColorRole::MutedText;
    part.text(columns.time, row.time, ink, figures);
    part.name(columns.name, columns.showsAge, isNext || row.state == RowState::Waiting);
    part.text(columns.reason, row.reason, ColorRole::MutedText, scaledFont(TextSize::Body));
    part.text(columns.practitioner, row.practitioner, ColorRole::MutedText, scaledFont(TextSize::Body));
    part.chip(columns.chip);
    part.text(columns.clock, row.clock, ink, figures);
    part.text(columns.code, row.code, ColorRole::MutedText, tabular(scaledFont(TextSize::Body)));
    part.action(columns.action, isNext);
    painter->restore();
}

QSize AgendaDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    // Grows with the text, so that nothing is clipped when the system's text is large.
    const int text = QFontMetrics(scaledFont(TextSize::Body)).height();
    return {10 * text, std::max(kRowHeight, text * 2 + space::kSmall)};
}

bool AgendaDelegate::editorEvent(QEvent *event, QAbstractItemModel *, const QStyleOptionViewItem &option,
                                 const QModelIndex &index)
{
    if (event->type() != QEvent::MouseButtonRelease)
        return false;
    const auto *mouse = static_cast<QMouseEvent *>(event);
    const QRect action = QStyle::visualRect(option.direction, option.rect, columns(option.rect).action);
    if (mouse->button() != Qt::LeftButton || !action.contains(mouse->pos()))
        return false;
    emit actionTriggered(index);
    return true;
}

} // namespace bedside
